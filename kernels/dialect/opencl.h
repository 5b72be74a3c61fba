// The dialect for OpenCL C 1.2. A kernel is preceded by the literals GG_LANES (lanes per group), GG_LANE_WIDTH (1, or 16 with one lane per group on CPU
// devices), GG_IS_WIDE (1: several groups share a model) and GG_ARENA_IS_SHARED: 1 when all that the program touches lies on the chip, 0 when all of it
// lies in global memory.

#pragma OPENCL FP_CONTRACT OFF
#ifndef cl_khr_fp64
#error "GenGpu needs cl_khr_fp64 (double precision) for Adam's bias corrections and large angles: choose another device or the cpu accelerator."
#endif
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#define GG_KERNEL __kernel __attribute__((reqd_work_group_size(GG_LANES, 1, 1))) void
#if GG_LANE_WIDTH == 16
// Compiled for a CPU, where a call costs little and inlining everything triples the time to compile.
#define GG_FUNCTION static __attribute__((noinline))
#else
#define GG_FUNCTION static inline
#endif
#if GG_ARENA_IS_SHARED
#define GG_ARENA __local
#else
#define GG_ARENA __global
#endif
// A group of one lane waits for nobody; without barriers PoCL compiles in a fraction of the time.
#if GG_LANES == 1
#define GG_BARRIER()
#elif GG_ARENA_IS_SHARED
#define GG_BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#else
#define GG_BARRIER() barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#endif
// On-chip memory as words, and a barrier for it alone: for kernels whose arena is global.
#define GG_CHIP __local
#define GG_SHARED_WORDS(name, shared) __local uint *const name = (__local uint *)(shared)
#if GG_LANES == 1
#define GG_SHARED_BARRIER()
#else
#define GG_SHARED_BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#endif
#define GG_STATE __global
#define GG_TABLE __constant
#define GG_TABLE_SPACE __constant
#define GG_RESTRICT restrict

// The group's on-chip memory comes as the last argument: an array in the function crashes some drivers.
#define GG_SHARED_PARAMETER , __local float *gg_shared
#define GG_SHARED_BEGIN

#define GG_LANE() ((int)get_local_id(0))
#if GG_IS_WIDE
#define GG_PLACE() ((int)get_group_id(1))
#define GG_MEMBER() ((int)get_group_id(0))
#define GG_GROUPS ((int)get_num_groups(0))
#else
#define GG_PLACE() ((int)get_group_id(0))
#define GG_MEMBER() 0
#define GG_GROUPS 1
#endif

typedef uint gg_uint;
typedef ulong gg_ulong;

#if GG_LANE_WIDTH == 16
typedef float16 gg_lane;
typedef int16 gg_ints;
typedef uint16 gg_uints;
#define GG_LANE_NUMBERS ((uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#define GG_SPLAT(x) ((float16)(x))
#define GG_SPLAT_UINT(u) ((uint16)(u))
#define GG_AS_UINTS(x) as_uint16(x)
#define GG_AS_INTS(x) as_int16(x)
#define GG_AS_LANE(u) as_float16(u)
#define GG_TO_INTS(x) convert_int16(x)
#define GG_TO_LANE(i) convert_float16(i)
#define GG_INTS_TO_UINTS(i) as_uint16(i)
#define GG_UINTS_TO_INTS(u) as_int16(u)
typedef float16 gg_strip;
#define GG_STRIP 16
#define GG_STRIP_SPLAT(x) ((float16)(x))
#define GG_STRIP_LOAD(p) vload16(0, p)
#define GG_STRIP_STORE(p, v) vstore16(v, 0, p)
#define GG_STRIP_FMA(w, x, y) fma((float16)(w), x, y)
#else
typedef float gg_lane;
typedef int gg_ints;
typedef uint gg_uints;
#define GG_LANE_NUMBERS 0u
#define GG_SPLAT(x) (x)
#define GG_SPLAT_UINT(u) ((uint)(u))
#define GG_AS_UINTS(x) as_uint(x)
#define GG_AS_INTS(x) as_int(x)
#define GG_AS_LANE(u) as_float(u)
#define GG_TO_INTS(x) ((int)(x))
#define GG_TO_LANE(i) ((float)(i))
#define GG_INTS_TO_UINTS(i) ((uint)(i))
#define GG_UINTS_TO_INTS(u) ((int)(u))
typedef float4 gg_strip;
#define GG_STRIP 4
#define GG_STRIP_SPLAT(x) ((float4)(x))
// Strips are aligned; vload4 would promise the compiler no more than a float's alignment.
#define GG_STRIP_LOAD(p) (*(const GG_ARENA float4 *)(p))
#define GG_STRIP_STORE(p, v) (*(GG_ARENA float4 *)(p) = (v))
#define GG_STRIP_MAKE(a, b, c, d) ((float4)(a, b, c, d))
#define GG_STRIP_FMA(w, x, y) fma((float4)(w), x, y)
#define GG_STRIP_FMA_EACH(a, b, c) fma(a, b, c)
#define GG_STRIP_ADD(a, b) ((a) + (b))
#endif

#define GG_SELECT(no, yes, c) ((c) ? (yes) : (no))
#define GG_FMA(a, b, c) fma(a, b, c)
#define GG_DIV(a, b) ((a) / (b))
#define GG_SQRT(a) sqrt(a)
#define GG_ROUND(a) rint(a)
#define GG_FLOOR(a) floor(a)
#define GG_MULHI(a, b) mul_hi(a, b)

#define GG_SQRT_DOUBLE(a) sqrt(a)
#define GG_SCALAR_FMA(a, b, c) fma(a, b, c)
#define GG_SCALAR_ROUND(a) rint(a)
#define GG_SCALAR_SQRT(a) sqrt(a)
#define GG_SCALAR_AS_UINT(x) as_uint(x)
#define GG_SCALAR_AS_FLOAT(u) as_float(u)

#define GG_UNROLL __attribute__((opencl_unroll_hint))
#define GG_ATOMIC_OR(p, v) atomic_or(p, v)
#define GG_ATOMIC_ADD(p, v) atomic_add(p, v)
