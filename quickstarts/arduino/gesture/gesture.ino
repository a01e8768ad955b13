// Four gestures on an Arduino Nano 33 BLE Sense.
#include <TensorFlowLite.h>
#include "model.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

constexpr int kTensorArenaSize = 4 * 1024;
alignas(16) uint8_t tensor_arena[kTensorArenaSize];
tflite::MicroInterpreter* interpreter = nullptr;

void setup() {
  Serial.begin(9600);
  static tflite::MicroMutableOpResolver<4> resolver;
  resolver.AddConv2D();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  static tflite::MicroInterpreter gestures(tflite::GetModel(g_model), resolver, tensor_arena, kTensorArenaSize);
  if (gestures.AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors() failed");
    return;
  }
  interpreter = &gestures;
}

void loop() {
  if (interpreter == nullptr) return;
  // Fill interpreter->input(0) with 32 samples of three axes, then:
  if (interpreter->Invoke() == kTfLiteOk) Serial.println(interpreter->output(0)->data.int8[0]);
}
