// Runs kernels of the CUDA dialect on the CPU. Included in front of the generated text: it gives the built-in names that the dialect uses. Three ways:
// one lane; lanes as fibers that run in a scrambled order from barrier to barrier; and one thread per lane, for ThreadSanitizer.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>
#include <pthread.h>
#include <ucontext.h>

#define __global__
#define __device__
#define __constant__
#define __shared__
#define __forceinline__ inline
#define __launch_bounds__(n)

struct alignas(16) float4 { float x, y, z, w; };
static inline float4 make_float4(float x, float y, float z, float w) { return float4{x, y, z, w}; }

struct emulated_index { unsigned x, y; };
thread_local emulated_index threadIdx, blockIdx, gridDim;

static inline float __fmaf_rn(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float a) { return __builtin_sqrtf(a); }
static inline double __dsqrt_rn(double a) { return __builtin_sqrt(a); }
static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)(((uint64_t)a * b) >> 32); }
static inline unsigned __float_as_uint(float x) { unsigned u; std::memcpy(&u, &x, 4); return u; }
static inline int __float_as_int(float x) { int u; std::memcpy(&u, &x, 4); return u; }
static inline float __uint_as_float(unsigned u) { float x; std::memcpy(&x, &u, 4); return x; }
static inline unsigned atomicOr(unsigned *p, unsigned v) { return __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
static inline unsigned atomicAdd(unsigned *p, unsigned v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }

// More than any target of the tests gives away. A guard band lies behind a kernel's own part.
constexpr int emulated_shared_floats = 1 << 16, emulated_guard_floats = 1024;
float4 gg_shared_memory[(emulated_shared_floats + emulated_guard_floats) / 4];

namespace emulation
{
    constexpr float guard = -12345.678f;
    constexpr int stack_bytes = 256 * 1024;

    // Codes that the tests know: see EmulationFault.
    enum fault { none = 0, divergent_barrier = 1, shared_memory_overrun = 2 };

    struct fiber
    {
        ucontext_t context;
        std::unique_ptr<char[]> stack;
        bool is_finished = false;
        int barrier = -1;
    };

    static std::vector<fiber> fibers;
    static ucontext_t scheduler;
    static int current = -1;
    static void (*kernel)(void **);
    static void **arguments;
    // One object per meeting, taken in turn: with a single one, a thread that wakes late would also see what others did since, and hide their races.
    constexpr int meetings = 64;
    static pthread_barrier_t thread_barriers[meetings];
    static thread_local unsigned meeting;
    static bool uses_threads;

    [[gnu::noinline]] static void meet(int line)
    {
        if (uses_threads)
        {
            pthread_barrier_wait(&thread_barriers[meeting++ % meetings]);
        }
        else if (current >= 0)
        {
            fibers[current].barrier = line;
            swapcontext(&fibers[current].context, &scheduler);
        }
    }

    static void run_fiber()
    {
        kernel(arguments);
        fibers[current].is_finished = true;
        swapcontext(&fibers[current].context, &scheduler);
    }

    static int run_fibers(int lanes, std::mt19937 &order)
    {
        fibers.resize(lanes);
        for (fiber &f : fibers)
        {
            if (!f.stack)
                f.stack.reset(new char[stack_bytes]);
            f.is_finished = false;
            getcontext(&f.context);
            f.context.uc_stack.ss_sp = f.stack.get();
            f.context.uc_stack.ss_size = stack_bytes;
            f.context.uc_link = nullptr;
            makecontext(&f.context, run_fiber, 0);
        }

        std::vector<int> sequence(lanes);
        for (int i = 0; i < lanes; i++)
            sequence[i] = i;
        while (true)
        {
            for (int i = lanes - 1; i > 0; i--)
                std::swap(sequence[i], sequence[order() % (i + 1)]);
            for (int lane : sequence)
            {
                current = lane;
                threadIdx.x = lane;
                swapcontext(&scheduler, &fibers[lane].context);
            }

            current = -1;
            int finished = 0;
            for (const fiber &f : fibers)
            {
                finished += f.is_finished;
                if (f.is_finished != fibers[0].is_finished || (!f.is_finished && f.barrier != fibers[0].barrier))
                    return divergent_barrier;
            }

            if (finished == lanes)
                return none;
        }
    }

    static void run_threads(int lanes)
    {
        uses_threads = true;
        for (pthread_barrier_t &barrier : thread_barriers)
            pthread_barrier_init(&barrier, nullptr, lanes);
        std::vector<std::thread> threads;
        const emulated_index block = blockIdx, grid = gridDim;
        for (int lane = 0; lane < lanes; lane++)
            threads.emplace_back([=] { threadIdx.x = lane; blockIdx = block; gridDim = grid; kernel(arguments); });
        for (std::thread &thread : threads)
            thread.join();
        for (pthread_barrier_t &barrier : thread_barriers)
            pthread_barrier_destroy(&barrier);
        uses_threads = false;
    }

    // Runs all groups of a launch, one after the other in a scrambled order. Shared memory is not a number before each group.
    static int run(void (*function)(void **), void **values, int columns, int rows, int lanes, int shared_bytes, unsigned seed, bool as_threads)
    {
        kernel = function;
        arguments = values;
        gridDim = { (unsigned)columns, (unsigned)rows };
        std::mt19937 order(seed);
        std::vector<int> groups(columns * rows);
        for (size_t i = 0; i < groups.size(); i++)
            groups[i] = (int)i;
        for (size_t i = groups.size(); i > 1; i--)
            std::swap(groups[i - 1], groups[order() % i]);
        float *shared = (float *)gg_shared_memory;
        const int used = shared_bytes / 4;
        for (int group : groups)
        {
            for (int i = 0; i < used + emulated_guard_floats; i++)
                shared[i] = i < used ? __uint_as_float(0x7FC00000u) : guard;
            blockIdx = { (unsigned)(group % columns), (unsigned)(group / columns) };
            if (as_threads)
            {
                run_threads(lanes);
            }
            else if (lanes == 1)
            {
                current = -1;
                threadIdx.x = 0;
                kernel(arguments);
            }
            else if (int fault = run_fibers(lanes, order))
            {
                return fault;
            }

            for (int i = used; i < used + emulated_guard_floats; i++)
            {
                if (shared[i] != guard)
                    return shared_memory_overrun;
            }
        }

        return none;
    }

    template <class... Parameters, size_t... Index>
    static void apply(void (*function)(Parameters...), void **values, std::index_sequence<Index...>)
    {
        function(*(Parameters *)values[Index]...);
    }

    template <auto Function>
    struct invoker;

    template <class... Parameters, void (*Function)(Parameters...)>
    struct invoker<Function>
    {
        static void call(void **values) { apply(Function, values, std::index_sequence_for<Parameters...>()); }
    };
}

#define __syncthreads() emulation::meet(__LINE__)
