// Four words on an ESP32-S3.
#include <Arduino.h>
#include "model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

constexpr int kArenaSize = 12 * 1024;
alignas(16) static uint8_t arena[kArenaSize];

void setup() {
  static tflite::MicroMutableOpResolver<6> resolver;
  resolver.AddConv2D();
  resolver.AddDepthwiseConv2D();
  resolver.AddAveragePool2D();
  resolver.AddReshape();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  static tflite::MicroInterpreter words(tflite::GetModel(g_model), resolver, arena, kArenaSize);
  if (words.AllocateTensors() != kTfLiteOk) log_e("AllocateTensors() failed");
}

void loop() {}
