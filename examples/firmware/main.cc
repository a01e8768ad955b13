// The doorbell's firmware: keyword spotting and gestures on an Arduino Nano 33 BLE Sense.
#include "kws_model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace {
constexpr int kTensorArenaSize = 32 * 1024;
alignas(16) uint8_t tensor_arena[kTensorArenaSize];

using DoorbellOpResolver = tflite::MicroMutableOpResolver<5>;

TfLiteStatus RegisterOps(DoorbellOpResolver& resolver) {
  TF_LITE_ENSURE_STATUS(resolver.AddConv2D());
  TF_LITE_ENSURE_STATUS(resolver.AddDepthwiseConv2D());
  TF_LITE_ENSURE_STATUS(resolver.AddAveragePool2D());
  TF_LITE_ENSURE_STATUS(resolver.AddFullyConnected());
  TF_LITE_ENSURE_STATUS(resolver.AddSoftmax());
  return kTfLiteOk;
}
}  // namespace

int main() {
  static DoorbellOpResolver resolver;
  if (RegisterOps(resolver) != kTfLiteOk) return 1;
  tflite::MicroInterpreter interpreter(tflite::GetModel(g_kws_model), resolver, tensor_arena, kTensorArenaSize);
  if (interpreter.AllocateTensors() != kTfLiteOk) return 1;
  for (;;) {
    // Fill interpreter.input(0) with 49 x 40 features, then:
    if (interpreter.Invoke() != kTfLiteOk) return 1;
  }
}
