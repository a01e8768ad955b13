"""What a snapshot's allocator, kernels and libraries do that others' do not, by name (tools/generate_snapshots.py).

Kernels ask for a feature, never for a date; tools/snapshots/features.json says which commit brought each and which took it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection


class Features(Record):
    """A snapshot's mechanisms; what is false is done in the older or the newer way. tools/snapshots/features.json says of each what it is."""

    eval_tensors: bool = False
    scratch_requests_ahead: bool = False
    twelve_scratch_requests: bool = False
    builtin_code_read: bool = False
    allocator_in_arena: bool = False
    scales_in_place: bool = False
    micro_allocator_in_arena: bool = False
    options_aligned_naturally: bool = False
    kernels_prepared_at_allocate: bool = False
    kernels_keep_data: bool = False
    all_kernels_keep_data: bool = False
    last_reader_ends_life: bool = False
    later_buffers_first: bool = False
    planner_in_tail: bool = False
    builtin_data_allocator: bool = False
    several_subgraphs: bool = False
    io_tensors_at_allocate: bool = False
    unread_outputs_live: bool = False
    subgraphs_planned_together: bool = False
    empty_tensors_unplanned: bool = False
    unused_io_lives: bool = False
    offline_variables: bool = False
    offline_plan_of_subgraphs: bool = False
    dynamic_outputs_refused: bool = False
    handles_for_each_subgraph: bool = False
    prepare_status_ignored: bool = False
    float16_size: bool = False
    uint16_type: bool = False
    int4_type: bool = False
    bfloat16_type: bool = False
    int2_type: bool = False
    uint4_type: bool = False
    float8_types: bool = False
    op_version_in_message: bool = False
    uint8_kernels: bool = False
    if_copies: bool = False
    abs_rsqrt_quantized: bool = False
    int4_conv: bool = False
    int4_scratch: bool = False
    lstm_redesigned: bool = False
    lstm_sixth_buffer: bool = False
    gather_nd_output_dims: bool = False
    reshape_output_dims: bool = False
    concatenation_arrays: bool = False
    reduce_scratch: bool = False
    mean_axis_temporary: bool = False
    depthwise_16x8: bool = False
    per_channel_fully_connected_refused: bool = False
    per_channel_fully_connected: bool = False
    rfft_work_area_kept: bool = False
    pack_int16: bool = False
    int16_greater_transpose_unpack: bool = False
    min_max_int16: bool = False
    expand_dims_int16: bool = False
    mul_int16: bool = False
    mul_int32: bool = False
    mean_names_int16: bool = False
    strided_slice_int16: bool = False
    strided_slice_int32: bool = False
    strided_slice_bool: bool = False
    slice_bool: bool = False
    logistic_int16: bool = False
    fill_integers: bool = False
    int16_pad_resize: bool = False
    hard_swish_names_type_only: bool = False
    squeeze_counts_bytes: bool = False
    fully_connected_spaced_message: bool = False
    relu6_int16: bool = False
    conv_checks_types: bool = False
    conv_frees_missing_bias: bool = False
    depthwise_checks_types: bool = False
    fully_connected_takes_one_type: bool = False
    fully_connected_checks_types: bool = False
    esp_nn_mixed_convolutions: bool = False
    esp_nn_mixed_fully_connected: bool = False
    quantize_int8_input: bool = False
    quantize_int16_input: bool = False
    quantize_int32_input: bool = False
    quantize_int32_output: bool = False
    quantize_int16_output: bool = False
    quantize_uint8: bool = False
    concatenation_rank_5: bool = False
    svdf_int8_state: bool = False
    cmsis_nn_svdf_int8_state: bool = False
    mean_int16: bool = False
    concatenation_int16: bool = False
    concatenation_bool: bool = False
    runtime_shape_of_six: bool = False
    depthwise_frees_missing_bias: bool = False
    transpose_conv_frees_missing_bias: bool = False
    transpose_conv_int16: bool = False
    transpose_conv_reads_missing_bias: bool = False
    transpose_conv_checks_types: bool = False
    select_leaks_single_elements: bool = False
    pooling_one_quantization: bool = False
    pooling_checks_types: bool = False
    add_int32_unquantized: bool = False
    sub_int32_unquantized: bool = False
    div_int32_unquantized: bool = False
    constants_checked: bool = False
    constants_named: bool = False
    mul_int16_symmetric: bool = False
    int16_symmetric: bool = False
    activations_int16_symmetric: bool = False
    relu_int16: bool = False
    prelu_int16: bool = False
    squared_difference_int16: bool = False
    expand_dims_checks_output: bool = False
    svdf_frees_missing_bias: bool = False
    svdf_bias_scale_checked: bool = False
    lifetimes_checked: bool = False
    cmsis_nn_checks_types: bool = False
    cmsis_nn_multipliers_for_every_type: bool = False
    cmsis_nn_shared_pooling: bool = False
    cmsis_nn_transpose_conv: bool = False
    cmsis_nn_lstm: bool = False
    cmsis_nn_lstm_int16: bool = False
    cmsis_nn_lstm_intermediate: bool = False
    cmsis_nn_batch_matmul: bool = False
    cmsis_nn_min_max: bool = False
    cmsis_nn_pad_transpose: bool = False
    cmsis_nn_softmax_params: bool = False
    cmsis_nn_softmax_int16: bool = False
    cmsis_nn_svdf_sums: bool = False
    cmsis_nn_sums_in_prepare: bool = False
    cmsis_nn_sums_with_bias: bool = False
    cmsis_nn_int4: bool = False
    cmsis_nn_int4_conv_unpacked: bool = False
    cmsis_nn_int4_unpacked: bool = False
    cmsis_nn_fully_connected_1x1: bool = False
    cmsis_nn_1x1_multipliers_in_scratch: bool = False
    cmsis_nn_conv_int16: bool = False
    cmsis_nn_depthwise_int16: bool = False
    cmsis_nn_average_pool_int16: bool = False
    cmsis_nn_own_op_data: bool = False
    cmsis_nn_1x1_dilation: bool = False
    cmsis_nn_1x1_any_channels: bool = False
    cmsis_nn_1x1_any_stride: bool = False
    cmsis_nn_depthwise_checked: bool = False
    cmsis_nn_depthwise_3x3: bool = False
    cmsis_nn_mve_depthwise_int4: bool = False
    cmsis_nn_depthwise_as_convolution: bool = False
    cmsis_nn_columns_of_four: bool = False
    cmsis_nn_conv_int16_any_size: bool = False
    cmsis_nn_transpose_conv_rows: bool = False
    cmsis_nn_conv_four_dimensions: bool = False
    cmsis_nn_constants_checked: bool = False
    cmsis_nn_grouped_conv: bool = False
    wheel_compression: bool = False
    quantize_uint8_output: bool = False
    softmax_uint8: bool = False
    add_checks_output: bool = False
    bool_cast_output: bool = False
    checked_space_to_depth: bool = False
    checked_squeeze: bool = False
    checked_update_rank: bool = False
    checked_reshape: bool = False
    temporaries_given_back: bool = False
    null_temporaries_die: bool = False
    circular_buffer_valid_output: bool = False
    circular_buffer_one_wide: bool = False
    custom_decode: bool = False
    division_by_zero_refused: bool = False
    double_bias_product: bool = False
    float8_sizes: bool = False
    gather_bounds: bool = False
    quiet_axis_checks: bool = False
    rfft_length: bool = False
    reshape_wants_new_shape: bool = False
    no_multipliers_for_float: bool = False
    hybrid_batch_matmul: bool = False
    l2_pool_dims_in_place: bool = False
    room_for_five_dims: bool = False
    svdf_scratch_input: bool = False


def of(names: Collection[str]) -> Features:
    """Return the features of these names."""
    return Features(*(name in names for name in Features._fields))
