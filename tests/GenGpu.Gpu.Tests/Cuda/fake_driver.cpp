// A stand-in for the CUDA driver and NVRTC over host memory, for tests on machines without a GPU. Sources are compiled as C++ by g++ and
// executed lane after lane, so kernels with barriers run with one lane. Environment:
//   FAKE_DEVICES  number of devices (1)            FAKE_MEMORY  bytes per device (1 GiB)
//   FAKE_LANES    lanes per group (1)              FAKE_ARCHITECTURES  what NVRTC knows (75,80,90)
//   FAKE_SLOW     microseconds that a group takes longer on device 0, twice that on device 1, and so on (0)
//   FAKE_FAIL     CALL:COUNT:CODE;... the COUNT-th call of CALL returns CODE; codes of kernel faults stay
// The device is of compute capability 9.0. Buffers carry guard bands, which are checked when they are freed and after every launch.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

const size_t Guard = 256;
const unsigned char GuardByte = 0xA5;

struct Block { size_t bytes; int device; };
struct Function { void (*launch)(void **, unsigned, unsigned, unsigned); int dynamicShared; };
struct Module { void *library; std::vector<Function *> functions; };
struct Image { char mark[8]; uint64_t size; };

std::mutex gate;
std::map<void *, Block> blocks;
std::map<std::string, int> calls;
size_t used[16];
int live = 0;
int lost = 0;
thread_local int current = -1;

long number(const char *name, long fallback) {
  const char *text = getenv(name);
  return text && *text ? atol(text) : fallback;
}

size_t capacity() { return (size_t)number("FAKE_MEMORY", 1L << 30); }

int fault(const char *name) {
  int count = ++calls[name];
  const char *text = getenv("FAKE_FAIL");
  std::stringstream list(text ? text : "");
  std::string item;
  while (std::getline(list, item, ';')) {
    size_t first = item.find(':'), second = item.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    if (item.substr(0, first) == name && atoi(item.substr(first + 1, second - first - 1).c_str()) == count) {
      int code = atoi(item.substr(second + 1).c_str());
      if (code >= 700) lost = code;
      return code;
    }
  }
  return 0;
}

int check(const char *name) {
  int code = fault(name);
  return code ? code : lost;
}

bool intact(void *pointer, const Block &block) {
  const unsigned char *p = (const unsigned char *)pointer;
  for (size_t i = 0; i < Guard; i++)
    if (p[-1 - (ptrdiff_t)i] != GuardByte || p[block.bytes + i] != GuardByte) return false;
  return true;
}

// The block that holds the whole range, on the current device; otherwise the copy would be a fault.
bool inside(void *pointer, size_t bytes) {
  auto next = blocks.upper_bound(pointer);
  if (next == blocks.begin()) return false;
  --next;
  return next->second.device == current && (char *)pointer + bytes <= (char *)next->first + next->second.bytes;
}

std::string temporary(const char *ending) {
  static int count = 0;
  const char *folder = getenv("TMPDIR");
  return std::string(folder && *folder ? folder : "/tmp") + "/gengpu-fake-" + std::to_string(getpid()) + "-" + std::to_string(count++) + ending;
}

std::string slurp(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

const char *Shim = R"(
#include <cmath>
#include <cstring>
#include <utility>
#define __global__
#define __device__
#define __forceinline__ inline
#define __constant__
#define __shared__
#define __restrict__
#define __launch_bounds__(n)
struct fake_index { unsigned x, y, z; };
struct alignas(16) float4 { float x, y, z, w; };
static fake_index threadIdx, blockIdx, gridDim;
__attribute__((visibility("hidden"))) float4 gg_shared_memory[16384];
static inline float4 make_float4(float x, float y, float z, float w) { return float4{x, y, z, w}; }
static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)(((unsigned long long)a * b) >> 32); }
static inline float __fmaf_rn(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float a) { return __builtin_sqrtf(a); }
static inline double __dsqrt_rn(double a) { return __builtin_sqrt(a); }
static inline unsigned __float_as_uint(float x) { unsigned u; memcpy(&u, &x, 4); return u; }
static inline int __float_as_int(float x) { int u; memcpy(&u, &x, 4); return u; }
static inline float __uint_as_float(unsigned u) { float x; memcpy(&x, &u, 4); return x; }
template <class T> static inline T atomicOr(T *p, T v) { T old = *p; *p = old | v; return old; }
template <class T> static inline T atomicAdd(T *p, T v) { T old = *p; *p = old + v; return old; }
static inline void __syncthreads() {}
template <class... A, size_t... I> static void fake_call(void (*f)(A...), void **a, std::index_sequence<I...>) { f(*(A *)a[I]...); }
template <class... A> static void fake_call(void (*f)(A...), void **a) { fake_call(f, a, std::index_sequence_for<A...>()); }
#line 1
)";

struct Program { std::string source, entry, log, image; };

}

extern "C" {

int cuInit(unsigned) { return check("cuInit"); }
int cuDriverGetVersion(int *version) { *version = 12080; return check("cuDriverGetVersion"); }

int cuGetErrorName(int code, const char **name) {
  static const std::map<int, const char *> names = {
    {0, "CUDA_SUCCESS"}, {1, "CUDA_ERROR_INVALID_VALUE"}, {2, "CUDA_ERROR_OUT_OF_MEMORY"}, {100, "CUDA_ERROR_NO_DEVICE"}, {200, "CUDA_ERROR_INVALID_IMAGE"},
    {201, "CUDA_ERROR_INVALID_CONTEXT"}, {500, "CUDA_ERROR_NOT_FOUND"}, {700, "CUDA_ERROR_ILLEGAL_ADDRESS"}, {719, "CUDA_ERROR_LAUNCH_FAILED"}, {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"}};
  auto found = names.find(code);
  if (found == names.end()) return 1;
  *name = found->second;
  return 0;
}

int cuDeviceGetCount(int *count) { *count = (int)number("FAKE_DEVICES", 1); return check("cuDeviceGetCount"); }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return check("cuDeviceGet"); }
int cuDeviceGetName(char *name, int size, int device) { snprintf(name, size, "Stand-in %d", device); return check("cuDeviceGetName"); }
int cuDeviceTotalMem_v2(size_t *bytes, int) { *bytes = capacity(); return check("cuDeviceTotalMem_v2"); }

int cuDeviceGetAttribute(int *value, int attribute, int) {
  switch (attribute) {
    case 1: *value = (int)number("FAKE_LANES", 1); break;
    case 8: *value = 48 * 1024; break;
    case 16: *value = 4; break;
    case 20: *value = 0; break;
    case 75: *value = 9; break;
    case 76: *value = 0; break;
    case 97: *value = 227 * 1024; break;
    case 9999: *value = live; break;   // objects that were not given back, for the tests
    default: return 1;
  }
  return check("cuDeviceGetAttribute");
}

int cuDevicePrimaryCtxRetain(void **context, int device) { *context = (void *)(intptr_t)(device + 1); live++; return check("cuDevicePrimaryCtxRetain"); }
int cuDevicePrimaryCtxRelease_v2(int) { live--; return 0; }
int cuCtxSetCurrent(void *context) { current = (int)(intptr_t)context - 1; return fault("cuCtxSetCurrent"); }

int cuModuleLoadData(void **module, const void *data) {
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuModuleLoadData")) return code;
  if (current < 0) return 201;
  Image head;
  memcpy(&head, data, sizeof head);
  if (memcmp(head.mark, "FAKECUBN", 8) != 0) return 200;
  std::string path = temporary(".so");
  { std::ofstream file(path, std::ios::binary); file.write((const char *)data + sizeof head, (std::streamsize)head.size); }
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  unlink(path.c_str());
  if (!library) { fprintf(stderr, "%s\n", dlerror()); return 200; }
  *module = new Module{library, {}};
  live++;
  return 0;
}

int cuModuleUnload(void *module) {
  std::lock_guard<std::mutex> lock(gate);
  Module *m = (Module *)module;
  for (Function *function : m->functions) delete function;
  dlclose(m->library);
  delete m;
  live--;
  return 0;
}

int cuModuleGetFunction(void **function, void *module, const char *name) {
  if (int code = check("cuModuleGetFunction")) return code;
  Module *m = (Module *)module;
  void *launch = dlsym(m->library, (std::string("fake_launch_") + name).c_str());
  if (!launch) return 500;
  m->functions.push_back(new Function{(void (*)(void **, unsigned, unsigned, unsigned))launch, 48 * 1024});
  *function = m->functions.back();
  return 0;
}

int cuFuncGetAttribute(int *value, int attribute, void *) {
  *value = attribute == 4 ? 32 : 0;
  return check("cuFuncGetAttribute");
}

int cuFuncSetAttribute(void *function, int attribute, int value) {
  if (attribute == 8) ((Function *)function)->dynamicShared = value;
  return check("cuFuncSetAttribute");
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  if (current < 0) return 201;
  *total = capacity();
  *free = *total - used[current];
  return check("cuMemGetInfo_v2");
}

int cuMemAlloc_v2(void **pointer, size_t bytes) {
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuMemAlloc_v2")) return code;
  if (current < 0) return 201;
  if (bytes == 0) return 1;
  if (used[current] + bytes > capacity()) return 2;
  size_t whole = (bytes + 2 * Guard + 255) / 256 * 256;
  unsigned char *block = (unsigned char *)aligned_alloc(256, whole);
  memset(block, GuardByte, whole);
  *pointer = block + Guard;
  blocks[*pointer] = Block{bytes, current};
  used[current] += bytes;
  live++;
  return 0;
}

int cuMemFree_v2(void *pointer) {
  std::lock_guard<std::mutex> lock(gate);
  auto found = blocks.find(pointer);
  if (found == blocks.end()) return 1;
  if (!intact(pointer, found->second)) { fprintf(stderr, "guard band overwritten\n"); abort(); }
  used[found->second.device] -= found->second.bytes;
  blocks.erase(found);
  free((unsigned char *)pointer - Guard);
  live--;
  return 0;
}

int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, void *) {
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuMemcpyHtoDAsync_v2")) return code;
  if (!inside(to, bytes)) return 1;
  memcpy(to, from, bytes);
  return 0;
}

int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, void *) {
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuMemcpyDtoHAsync_v2")) return code;
  if (!inside((void *)from, bytes)) return 1;
  memcpy(to, from, bytes);
  return 0;
}

int cuMemsetD32Async(void *to, unsigned value, size_t count, void *) {
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuMemsetD32Async")) return code;
  if (!inside(to, 4 * count)) return 1;
  for (size_t i = 0; i < count; i++) memcpy((char *)to + 4 * i, &value, 4);
  return 0;
}

int cuStreamCreate(void **stream, unsigned) { *stream = malloc(1); live++; return check("cuStreamCreate"); }
int cuStreamSynchronize(void *) { return check("cuStreamSynchronize"); }
int cuStreamDestroy_v2(void *stream) { free(stream); live--; return 0; }
int cuEventCreate(void **event, unsigned) { *event = calloc(1, sizeof(timespec)); live++; return check("cuEventCreate"); }
int cuEventRecord(void *event, void *) { clock_gettime(CLOCK_MONOTONIC, (timespec *)event); return check("cuEventRecord"); }
int cuEventSynchronize(void *) { return check("cuEventSynchronize"); }
int cuEventDestroy_v2(void *event) { free(event); live--; return 0; }

int cuEventElapsedTime(float *milliseconds, void *start, void *end) {
  timespec *a = (timespec *)start, *b = (timespec *)end;
  *milliseconds = (float)(b->tv_sec - a->tv_sec) * 1e3f + (float)(b->tv_nsec - a->tv_nsec) * 1e-6f;
  return check("cuEventElapsedTime");
}

int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void *, void **arguments, void **) {
  long slow = number("FAKE_SLOW", 0) * (current + 1) * (long)gx * (long)gy;
  if (slow > 0) usleep((useconds_t)slow);
  std::lock_guard<std::mutex> lock(gate);
  if (int code = check("cuLaunchKernel")) return code;
  Function *f = (Function *)function;
  if (gx == 0 || gy == 0 || gz != 1 || by != 1 || bz != 1 || shared > (unsigned)f->dynamicShared) return 1;
  f->launch(arguments, gx, gy, bx);
  for (auto &block : blocks)
    if (!intact(block.first, block.second)) { fprintf(stderr, "guard band overwritten by a kernel\n"); abort(); }
  return 0;
}

const char *nvrtcGetErrorString(int code) {
  return code == 0 ? "NVRTC_SUCCESS" : code == 6 ? "NVRTC_ERROR_COMPILATION" : code == 5 ? "NVRTC_ERROR_INVALID_OPTION" : "NVRTC_ERROR_INTERNAL_ERROR";
}

int nvrtcVersion(int *major, int *minor) { *major = 12; *minor = 8; return fault("nvrtcVersion"); }

static std::vector<int> architectures() {
  const char *text = getenv("FAKE_ARCHITECTURES");
  std::stringstream list(text && *text ? text : "75,80,90");
  std::vector<int> result;
  for (std::string item; std::getline(list, item, ',');) result.push_back(atoi(item.c_str()));
  return result;
}

int nvrtcGetNumSupportedArchs(int *count) { *count = (int)architectures().size(); return 0; }
int nvrtcGetSupportedArchs(int *known) { for (int architecture : architectures()) *known++ = architecture; return 0; }

int nvrtcCreateProgram(void **program, const char *source, const char *name, int, const char **, const char **) {
  std::string entry(name);
  *program = new Program{source, entry.substr(0, entry.rfind('.')), "", ""};
  live++;
  return fault("nvrtcCreateProgram");
}

// The kernel that the program is named after, and those that the generator marks.
static std::vector<std::string> entries(Program *p) {
  std::vector<std::string> names{p->entry};
  const std::string mark = "\nGG_KERNEL ";
  for (size_t at = p->source.find(mark); at != std::string::npos; at = p->source.find(mark, at + 1)) {
    size_t begin = at + mark.size();
    std::string name = p->source.substr(begin, p->source.find('(', begin) - begin);
    if (name != p->entry) names.push_back(name);
  }
  return names;
}

int nvrtcCompileProgram(void *program, int count, const char **options) {
  Program *p = (Program *)program;
  if (int code = fault("nvrtcCompileProgram")) return code;
  std::string all;
  for (int i = 0; i < count; i++) all += std::string(options[i]) + " ";
  for (const char *needed : {"--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true", "--gpu-architecture="})
    if (all.find(needed) == std::string::npos) { p->log = std::string("missing option ") + needed; return 5; }
  std::string source = temporary(".cpp"), library = temporary(".so"), log = temporary(".log");
  {
    std::ofstream file(source);
    file << Shim << p->source << "\n";
    for (const std::string &entry : entries(p))
      file << "extern \"C\" void fake_launch_" << entry << "(void **a, unsigned gx, unsigned gy, unsigned bx) {\n"
           << "  gridDim = {gx, gy, 1};\n  for (blockIdx.y = 0; blockIdx.y < gy; blockIdx.y++)\n    for (blockIdx.x = 0; blockIdx.x < gx; blockIdx.x++)\n"
           << "      for (threadIdx.x = 0; threadIdx.x < bx; threadIdx.x++) fake_call(&" << entry << ", a);\n}\n";
  }
  std::string line = "g++ -std=c++17 -O1 -march=native -ffp-contract=off -w -shared -fPIC -o " + library + " " + source + " 2> " + log;
  int code = system(line.c_str()) == 0 ? 0 : 6;
  p->log = slurp(log);
  if (code == 0) {
    std::string bytes = slurp(library);
    Image head{{'F', 'A', 'K', 'E', 'C', 'U', 'B', 'N'}, bytes.size()};
    p->image.assign((const char *)&head, sizeof head);
    p->image += bytes;
  }
  for (const std::string &path : {source, library, log}) unlink(path.c_str());
  return code;
}

int nvrtcGetProgramLogSize(void *program, size_t *size) { *size = ((Program *)program)->log.size() + 1; return 0; }
int nvrtcGetProgramLog(void *program, char *log) { strcpy(log, ((Program *)program)->log.c_str()); return 0; }
int nvrtcGetCUBINSize(void *program, size_t *size) { *size = ((Program *)program)->image.size(); return 0; }
int nvrtcGetCUBIN(void *program, char *image) { memcpy(image, ((Program *)program)->image.data(), ((Program *)program)->image.size()); return 0; }
int nvrtcGetPTXSize(void *program, size_t *size) { return nvrtcGetCUBINSize(program, size); }
int nvrtcGetPTX(void *program, char *image) { return nvrtcGetCUBIN(program, image); }
int nvrtcDestroyProgram(void **program) { delete (Program *)*program; *program = nullptr; live--; return 0; }

}
