// Structs of sizes that no release has, for tests of debug information:
// (cd tests/image/firmware; arm-none-eabi-g++ -mcpu=cortex-m4 -mthumb -g -Os -nostdlib -Wl,-e0 -ffile-prefix-map=$PWD=. -o ../elf/structs.elf tensorflow/lite/micro/micro_allocator.cc)
struct TfLiteTensor {
  char bytes[72];
};
typedef struct {
  char bytes[30];
} TfLiteConvParams;
namespace tflite {
class GreedyMemoryPlanner {
  struct BufferRequirements {
    int words[5];
  };
  struct ListEntry {
    int words[4];
  };
  BufferRequirements one;
  ListEntry other;
};
GreedyMemoryPlanner planner;
namespace internal {
struct ScratchBufferRequest {
  int words[3];
};
ScratchBufferRequest request;
}  // namespace internal
}  // namespace tflite
TfLiteTensor tensor;
TfLiteConvParams params;
