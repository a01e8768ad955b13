"""What a snapshot's allocator, kernels and libraries do that others' do not, by name (tools/generate_snapshots.py).

Kernels ask for a feature, never for a date; tools/snapshots/features.json says which commit brought each and which took it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection


class Features(Record):
    """A snapshot's mechanisms; what is false is done in the older or the newer way."""

    # tensors are TfLiteEvalTensors; before, all were TfLiteTensors in the tail, and kernels needed no temporaries
    eval_tensors: bool = False
    # scratch requests have a buffer in the head, with room ahead of every Prepare; before, they were added one by one
    scratch_requests_ahead: bool = False
    # room for twelve scratch requests is kept ahead of every Prepare; before, for eight
    twelve_scratch_requests: bool = False
    # builtin_code is read; before, deprecated_builtin_code alone
    builtin_code_read: bool = False
    # the allocator lies in the arena, and dims are read where the file has them
    allocator_in_arena: bool = False
    # scales are read where the file has them
    scales_in_place: bool = False
    # MicroAllocator lies in the arena
    micro_allocator_in_arena: bool = False
    # parsed options are aligned as their type asks for
    options_aligned_naturally: bool = False
    # AllocateTensors() prepares the kernels; before, every Invoke() did
    kernels_prepared_at_allocate: bool = False
    # kernels keep their parameters in the tail; before, they computed them whenever they ran
    kernels_keep_data: bool = False
    # all kernels do so that have any; before, only a few did
    all_kernels_keep_data: bool = False
    # a tensor lives until its last reader; before, until its first
    last_reader_ends_life: bool = False
    # of two buffers of one size the planner places the one added later first; before there were offline plans, the earlier
    later_buffers_first: bool = False
    # the planner object lies in the arena's tail
    planner_in_tail: bool = False
    # MicroBuiltinDataAllocator and SubgraphAllocations lie in the tail
    builtin_data_allocator: bool = False
    # models may have several subgraphs
    several_subgraphs: bool = False
    # AllocateTensors() makes the TfLiteTensors of inputs and outputs; before, the first input() or output() did
    io_tensors_at_allocate: bool = False
    # an op's output that nobody reads lives while the op runs; before, it shared memory with everything
    unread_outputs_live: bool = False
    # one plan for all subgraphs; before, each had a plan of its own from offset 0
    subgraphs_planned_together: bool = False
    # tensors without a byte are not planned
    empty_tensors_unplanned: bool = False
    # a subgraph's unused inputs and unwritten outputs have a lifetime
    unused_io_lives: bool = False
    # an offline plan may place variables, which are allocated within planning
    offline_variables: bool = False
    # an offline plan has offsets for the tensors of all subgraphs
    offline_plan_of_subgraphs: bool = False
    # an output with a dimension of 0 or less after Prepare is refused
    dynamic_outputs_refused: bool = False
    # scratch buffer handles are kept once for each subgraph
    handles_for_each_subgraph: bool = False
    # AllocateTensors() succeeds although a Prepare failed
    prepare_status_ignored: bool = False
    # float16 tensors have a size
    float16_size: bool = False
    # uint16 tensors are known
    uint16_type: bool = False
    # int4 tensors are known
    int4_type: bool = False
    # bfloat16 tensors are known
    bfloat16_type: bool = False
    # int2 tensors are known
    int2_type: bool = False
    # uint4 tensors are known
    uint4_type: bool = False
    # float8 tensors are known
    float8_types: bool = False
    # the message on a missing op names its version
    op_version_in_message: bool = False
    # kernels take the legacy uint8 scheme
    uint8_kernels: bool = False
    # IF keeps copies of its subgraphs' inputs and outputs
    if_copies: bool = False
    # ABS and RSQRT take int8 and int16, and keep parameters
    abs_rsqrt_quantized: bool = False
    # CONV_2D takes int4 weights and asks for scratch to unpack them
    int4_conv: bool = False
    # int4 weights of FULLY_CONNECTED and DEPTHWISE_CONV_2D are unpacked into scratch asked for in Prepare
    int4_scratch: bool = False
    # UNIDIRECTIONAL_SEQUENCE_LSTM keeps gate parameters and asks for four scratch buffers
    lstm_redesigned: bool = False
    # int8 UNIDIRECTIONAL_SEQUENCE_LSTM asks for a sixth buffer, of int32, that it does not use
    lstm_sixth_buffer: bool = False
    # GATHER_ND gives its output dims of its own, in the tail
    gather_nd_output_dims: bool = False
    # RESHAPE to an unknown dimension gives its output dims of its own, in the tail
    reshape_output_dims: bool = False
    # CONCATENATION of int8 keeps a scale and a zero point for each input
    concatenation_arrays: bool = False
    # MEAN and SUM iterate in scratch buffers instead of on the stack
    reduce_scratch: bool = False
    # MEAN and SUM take the axes as a temporary tensor of their own
    mean_axis_temporary: bool = False
    # the reference DEPTHWISE_CONV_2D takes int16 activations
    depthwise_16x8: bool = False
    # FULLY_CONNECTED refuses weights with several scales
    per_channel_fully_connected_refused: bool = False
    # FULLY_CONNECTED takes weights with several scales
    per_channel_fully_connected: bool = False
    # SignalRfft keeps its work area in the tail instead of asking for scratch
    rfft_work_area_kept: bool = False
    # PACK takes int16
    pack_int16: bool = False
    # GREATER, TRANSPOSE and UNPACK take int16
    int16_greater_transpose_unpack: bool = False
    # MAXIMUM and MINIMUM take int16
    min_max_int16: bool = False
    # EXPAND_DIMS takes int16
    expand_dims_int16: bool = False
    # MUL takes int16
    mul_int16: bool = False
    # MUL takes int32
    mul_int32: bool = False
    # MEAN names int16 instead of uint8 in its message
    mean_names_int16: bool = False
    # STRIDED_SLICE takes int16
    strided_slice_int16: bool = False
    # STRIDED_SLICE takes int32
    strided_slice_int32: bool = False
    # STRIDED_SLICE takes bool
    strided_slice_bool: bool = False
    # SLICE takes bool
    slice_bool: bool = False
    # LOGISTIC takes int16
    logistic_int16: bool = False
    # FILL takes int8 and int32
    fill_integers: bool = False
    # PAD, PADV2 and RESIZE_NEAREST_NEIGHBOR take int16
    int16_pad_resize: bool = False
    # HARD_SWISH names the unsupported type only, not those that it takes
    hard_swish_names_type_only: bool = False
    # SQUEEZE counts the bytes of its operands instead of reading them
    squeeze_counts_bytes: bool = False
    # the reference FULLY_CONNECTED has a space before the colon in its message
    fully_connected_spaced_message: bool = False
    # RELU6 takes int16
    relu6_int16: bool = False
    # CONV_2D looks at its operands' types in Prepare, not only when it runs
    conv_checks_types: bool = False
    # CONV_2D frees its bias even where it has none
    conv_frees_missing_bias: bool = False
    # the reference DEPTHWISE_CONV_2D looks at its operands' types in Prepare
    depthwise_checks_types: bool = False
    # FULLY_CONNECTED takes operands of one type only
    fully_connected_takes_one_type: bool = False
    # the reference FULLY_CONNECTED looks at its weights' type in Prepare
    fully_connected_checks_types: bool = False
    # ESP-NN's CONV_2D and DEPTHWISE_CONV_2D take int4 weights and int16 activations, and look at types in Prepare
    esp_nn_mixed_convolutions: bool = False
    # ESP-NN's FULLY_CONNECTED takes int4 weights and int16 activations
    esp_nn_mixed_fully_connected: bool = False
    # QUANTIZE takes int8
    quantize_int8_input: bool = False
    # QUANTIZE takes int16
    quantize_int16_input: bool = False
    # QUANTIZE takes int32
    quantize_int32_input: bool = False
    # QUANTIZE gives int32
    quantize_int32_output: bool = False
    # QUANTIZE gives int16
    quantize_int16_output: bool = False
    # QUANTIZE takes and gives uint8
    quantize_uint8: bool = False
    # CONCATENATION takes five dimensions, not four
    concatenation_rank_5: bool = False
    # SVDF takes an int8 state
    svdf_int8_state: bool = False
    # CMSIS-NN's SVDF takes an int8 state
    cmsis_nn_svdf_int8_state: bool = False
    # MEAN takes int16, and keeps an accumulator for each of its outputs
    mean_int16: bool = False
    # CONCATENATION takes int16
    concatenation_int16: bool = False
    # CONCATENATION takes bool
    concatenation_bool: bool = False
    # a RuntimeShape has room for six dimensions, not five
    runtime_shape_of_six: bool = False
    # DEPTHWISE_CONV_2D frees its bias even where it has none
    depthwise_frees_missing_bias: bool = False
    # TRANSPOSE_CONV frees its bias even where it has none
    transpose_conv_frees_missing_bias: bool = False
    # TRANSPOSE_CONV takes int16
    transpose_conv_int16: bool = False
    # an int16 TRANSPOSE_CONV looks at its bias' type even where it has none
    transpose_conv_reads_missing_bias: bool = False
    # TRANSPOSE_CONV looks at its operands' types in Prepare, not only when it runs
    transpose_conv_checks_types: bool = False
    # SELECT_V2 of single elements gives none of its temporaries back
    select_leaks_single_elements: bool = False
    # pooling takes one scale and zero point
    pooling_one_quantization: bool = False
    # pooling looks at its input's type in Prepare, not only when it runs
    pooling_checks_types: bool = False
    # ADD takes int32, of operands without quantization only
    add_int32_unquantized: bool = False
    # SUB takes int32, of tensors without quantization only
    sub_int32_unquantized: bool = False
    # DIV takes int32, of operands without quantization only
    div_int32_unquantized: bool = False
    # kernels that read an operand in Prepare look whether it is constant
    constants_checked: bool = False
    # kernels that demand a constant name the operand in one message
    constants_named: bool = False
    # an int16 MUL takes zero points of 0 only
    mul_int16_symmetric: bool = False
    # int16 SOFTMAX, and CMSIS-NN's int16 kernels, take zero points of 0 only
    int16_symmetric: bool = False
    # int16 LOGISTIC and TANH take zero points of 0 and steps of 2^-15 only
    activations_int16_symmetric: bool = False
    # RELU takes int16, with zero points of 0 only
    relu_int16: bool = False
    # PRELU takes int16, with int8 alpha only
    prelu_int16: bool = False
    # SQUARED_DIFFERENCE takes int16, with zero points of 0 only
    squared_difference_int16: bool = False
    # EXPAND_DIMS looks at its output's dims in Prepare; before, it set them
    expand_dims_checks_output: bool = False
    # SVDF frees its bias even where it has none
    svdf_frees_missing_bias: bool = False
    # an int8 SVDF looks at its bias' scale
    svdf_bias_scale_checked: bool = False
    # a planned tensor that is never written or never read is refused
    lifetimes_checked: bool = False
    # CMSIS-NN's kernels look at all operands' types in Prepare
    cmsis_nn_checks_types: bool = False
    # CMSIS-NN's convolutions keep multipliers for float and int16 too
    cmsis_nn_multipliers_for_every_type: bool = False
    # CMSIS-NN's pooling prepares like the reference, and takes its operands again
    cmsis_nn_shared_pooling: bool = False
    # CMSIS-NN has a kernel for TRANSPOSE_CONV
    cmsis_nn_transpose_conv: bool = False
    # CMSIS-NN has a kernel for UNIDIRECTIONAL_SEQUENCE_LSTM
    cmsis_nn_lstm: bool = False
    # CMSIS-NN's LSTM takes int16 activations
    cmsis_nn_lstm_int16: bool = False
    # CMSIS-NN's LSTM reads the hidden state's quantization, and asks for four scratch buffers
    cmsis_nn_lstm_intermediate: bool = False
    # CMSIS-NN has a kernel for BATCH_MATMUL
    cmsis_nn_batch_matmul: bool = False
    # CMSIS-NN has a kernel for MAXIMUM and MINIMUM
    cmsis_nn_min_max: bool = False
    # CMSIS-NN has kernels for PAD, PADV2 and TRANSPOSE
    cmsis_nn_pad_transpose: bool = False
    # CMSIS-NN's SOFTMAX keeps a row's measures
    cmsis_nn_softmax_params: bool = False
    # CMSIS-NN's SVDF keeps kernel sums
    cmsis_nn_svdf_sums: bool = False
    # CMSIS-NN's FULLY_CONNECTED sums constant weights in Prepare, on MVE
    cmsis_nn_sums_in_prepare: bool = False
    # those sums are kept only where the bias is constant too
    cmsis_nn_sums_with_bias: bool = False
    # CMSIS-NN takes int4 weights packed
    cmsis_nn_int4: bool = False
    # CMSIS-NN's CONV_2D unpacks int4 weights into scratch
    cmsis_nn_int4_conv_unpacked: bool = False
    # CMSIS-NN's DEPTHWISE_CONV_2D and FULLY_CONNECTED unpack int4 weights into scratch
    cmsis_nn_int4_unpacked: bool = False
    # CMSIS-NN runs FULLY_CONNECTED of more than 2 dimensions as a 1x1 convolution
    cmsis_nn_fully_connected_1x1: bool = False
    # that convolution's multipliers lie in scratch instead of the tail
    cmsis_nn_1x1_multipliers_in_scratch: bool = False
    # CMSIS-NN's CONV_2D takes int16 activations
    cmsis_nn_conv_int16: bool = False
    # CMSIS-NN's DEPTHWISE_CONV_2D takes int16 activations
    cmsis_nn_depthwise_int16: bool = False
    # CMSIS-NN's AVERAGE_POOL_2D takes int16 and asks for scratch
    cmsis_nn_average_pool_int16: bool = False
    # CMSIS-NN's kernels compute their parameters with code of their own
    cmsis_nn_own_op_data: bool = False
    # a 1x1 convolution without a buffer must not be dilated
    cmsis_nn_1x1_dilation: bool = False
    # a 1x1 convolution needs no buffer whatever its channels, not only multiples of 4
    cmsis_nn_1x1_any_channels: bool = False
    # a 1x1 convolution needs no buffer whatever its stride, not only 1
    cmsis_nn_1x1_any_stride: bool = False
    # only undilated depthwise convolutions of one batch take a buffer
    cmsis_nn_depthwise_checked: bool = False
    # a 3x3 depthwise convolution needs no buffer
    cmsis_nn_depthwise_3x3: bool = False
    # on MVE an int4 depthwise convolution takes a block of channels at a time, as an int8 one
    cmsis_nn_mve_depthwise_int4: bool = False
    # on MVE a depthwise convolution of one channel runs as an ordinary one
    cmsis_nn_depthwise_as_convolution: bool = False
    # an int8 convolution's buffer is rounded up to four columns
    cmsis_nn_columns_of_four: bool = False
    # every int16 convolution takes a buffer, not only small undilated ones with DSP
    cmsis_nn_conv_int16_any_size: bool = False
    # a transposed convolution's buffers hold rows of the output, not all its columns
    cmsis_nn_transpose_conv_rows: bool = False
    # CMSIS-NN's CONV_2D looks at its operands' ranks
    cmsis_nn_conv_four_dimensions: bool = False
    # CMSIS-NN's LSTM and SVDF look whether their weights are constant
    cmsis_nn_constants_checked: bool = False
    # CMSIS-NN's CONV_2D takes groups of channels, and refuses what does not divide into them
    cmsis_nn_grouped_conv: bool = False
    # the PyPI wheel is built with USE_TFLM_COMPRESSION
    wheel_compression: bool = False
    # QUANTIZE gives uint8, of the legacy scheme
    quantize_uint8_output: bool = False
    # SOFTMAX takes the legacy uint8 scheme
    softmax_uint8: bool = False
    # ADD refuses an output without quantization instead of aborting
    add_checks_output: bool = False
    # CAST gives bool
    bool_cast_output: bool = False
    # SPACE_TO_DEPTH refuses a block size of 0 or less
    checked_space_to_depth: bool = False
    # SQUEEZE refuses dims that do not fit instead of aborting
    checked_squeeze: bool = False
    # DYNAMIC_UPDATE_SLICE refuses a rank that it has no room for
    checked_update_rank: bool = False
    # RESHAPE refuses to fill in a -1 with a 0 among the dims
    checked_reshape: bool = False
    # it is an error to leave Prepare without giving back every temporary: their addresses are summed
    temporaries_given_back: bool = False
    # giving back a temporary that was never taken is a null pointer, not a count that is off
    null_temporaries_die: bool = False
    # CIRCULAR_BUFFER may have a second output
    circular_buffer_valid_output: bool = False
    # CIRCULAR_BUFFER moves slots of one batch, one row and one column only
    circular_buffer_one_wide: bool = False
    # TFLM_DECODE has room for decode types of others
    custom_decode: bool = False
    # DIV refuses a divisor of 0
    division_by_zero_refused: bool = False
    # SVDF compares its bias scale in double
    double_bias_product: bool = False
    # the float8 types have a size
    float8_sizes: bool = False
    # GATHER refuses positions outside of the axis
    gather_bounds: bool = False
    # SPLIT and REVERSE_V2 refuse an axis without naming the condition
    quiet_axis_checks: bool = False
    # SignalRfft refuses an input longer than its transform
    rfft_length: bool = False
    # RESHAPE is refused whose options have no new_shape
    reshape_wants_new_shape: bool = False
    # the reference CONV_2D and DEPTHWISE_CONV_2D keep no multipliers for float32
    no_multipliers_for_float: bool = False
    # BATCH_MATMUL takes int8 weights with float32, and no int16
    hybrid_batch_matmul: bool = False
    # L2_POOL_2D writes its output dims where they lie, without a copy in the tail
    l2_pool_dims_in_place: bool = False
    # output dims that a kernel keeps of its own have room for five
    room_for_five_dims: bool = False


def of(names: Collection[str]) -> Features:
    """Return the features of these names."""
    return Features(*(name in names for name in Features._fields))
