// Four states of a motor on a NUCLEO-H743ZI.
#include "main.h"
#include "model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace {
constexpr int kTensorArenaSize = 8 * 1024;
alignas(16) uint8_t tensor_arena[kTensorArenaSize];
}  // namespace

int main() {
  HAL_Init();
  static tflite::MicroMutableOpResolver<6> resolver;
  resolver.AddQuantize();
  resolver.AddConv2D();
  resolver.AddReshape();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  resolver.AddDequantize();
  static tflite::MicroInterpreter motor(tflite::GetModel(g_model), resolver, tensor_arena, kTensorArenaSize);
  if (motor.AllocateTensors() != kTfLiteOk) Error_Handler();
  for (;;) {
    // Fill motor.input(0) with 32 samples of three axes, then:
    if (motor.Invoke() != kTfLiteOk) Error_Handler();
  }
}
