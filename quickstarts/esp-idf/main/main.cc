// Four words on an ESP32-S3; the model is embedded by CMake's EMBED_FILES.
#include "esp_log.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

extern const uint8_t model_start[] asm("_binary_keyword_tflite_start");

namespace {
constexpr int kTensorArenaSize = 24 * 1024;
alignas(16) uint8_t tensor_arena[kTensorArenaSize];
}  // namespace

extern "C" void app_main(void) {
  static tflite::MicroMutableOpResolver<6> resolver;
  resolver.AddConv2D();
  resolver.AddDepthwiseConv2D();
  resolver.AddAveragePool2D();
  resolver.AddReshape();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  static tflite::MicroInterpreter words(tflite::GetModel(model_start), resolver, tensor_arena, kTensorArenaSize);
  if (words.AllocateTensors() != kTfLiteOk) ESP_LOGE("words", "AllocateTensors() failed");
}
