// Four gestures on an nRF52840 under Zephyr.
#include <zephyr/kernel.h>
#include "model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

constexpr int kTensorArenaSize = 2048;
alignas(16) static uint8_t tensor_arena[kTensorArenaSize];

int main() {
  static tflite::MicroMutableOpResolver<3> resolver;
  resolver.AddConv2D();
  resolver.AddReshape();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  static tflite::MicroInterpreter gestures(tflite::GetModel(g_model), resolver, tensor_arena, kTensorArenaSize);
  if (gestures.AllocateTensors() != kTfLiteOk) printk("AllocateTensors() failed\n");
  return 0;
}
