// The dialect for CUDA C (NVRTC, and clang for PTX). The same text is compiled as C++ by the tests, over a shim of the built-in names that it uses.
// A kernel is preceded by the literals GG_LANES (lanes per group), GG_LANE_WIDTH, which is 1 here, and GG_IS_WIDE (1: several groups share a model).

#define GG_KERNEL extern "C" __global__ void __launch_bounds__(GG_LANES)
#define GG_FUNCTION static __device__ __forceinline__
#define GG_ARENA
#define GG_STATE
#define GG_TABLE static __constant__ const
#define GG_TABLE_SPACE
#define GG_RESTRICT __restrict__

// The group's on-chip memory. The parameter list of a kernel ends with GG_SHARED_PARAMETER, its body begins with GG_SHARED_BEGIN.
#define GG_SHARED_PARAMETER
#define GG_SHARED_BEGIN extern __shared__ float4 gg_shared_memory[]; float *const gg_shared = (float *)gg_shared_memory;

#define GG_BARRIER() __syncthreads()
// On-chip memory as words, and a barrier for it alone: for kernels whose arena is global.
#define GG_CHIP
#define GG_SHARED_WORDS(name, shared) unsigned int *const name = (unsigned int *)(shared)
#define GG_SHARED_BARRIER() __syncthreads()
#define GG_LANE() ((int)threadIdx.x)
#if GG_IS_WIDE
#define GG_PLACE() ((int)blockIdx.y)
#define GG_MEMBER() ((int)blockIdx.x)
#define GG_GROUPS ((int)gridDim.x)
#else
#define GG_PLACE() ((int)blockIdx.x)
#define GG_MEMBER() 0
#define GG_GROUPS 1
#endif

typedef unsigned int gg_uint;
typedef unsigned long long gg_ulong;
typedef float gg_lane;
typedef int gg_ints;
typedef unsigned int gg_uints;

#define GG_LANE_NUMBERS 0u
#define GG_SPLAT(x) (x)
#define GG_SPLAT_UINT(u) ((gg_uint)(u))
#define GG_SELECT(no, yes, c) ((c) ? (yes) : (no))
#define GG_FMA(a, b, c) __fmaf_rn(a, b, c)
#define GG_DIV(a, b) __fdiv_rn(a, b)
#define GG_SQRT(a) __fsqrt_rn(a)
#define GG_ROUND(a) rintf(a)
#define GG_FLOOR(a) floorf(a)
#define GG_AS_UINTS(x) __float_as_uint(x)
#define GG_AS_INTS(x) __float_as_int(x)
#define GG_AS_LANE(u) __uint_as_float(u)
#define GG_TO_INTS(x) ((int)(x))
#define GG_TO_LANE(i) ((float)(i))
#define GG_INTS_TO_UINTS(i) ((gg_uint)(i))
#define GG_UINTS_TO_INTS(u) ((int)(u))
#define GG_MULHI(a, b) __umulhi(a, b)

#define GG_SQRT_DOUBLE(a) __dsqrt_rn(a)
#define GG_SCALAR_FMA(a, b, c) __fmaf_rn(a, b, c)
#define GG_SCALAR_ROUND(a) rintf(a)
#define GG_SCALAR_SQRT(a) __fsqrt_rn(a)
#define GG_SCALAR_AS_UINT(x) __float_as_uint(x)
#define GG_SCALAR_AS_FLOAT(u) __uint_as_float(u)

// A strip: the samples that one load of 16 bytes brings.
typedef float4 gg_strip;
#define GG_STRIP 4
#define GG_STRIP_SPLAT(x) make_float4(x, x, x, x)
#define GG_STRIP_LOAD(p) (*(const float4 *)(p))
#define GG_STRIP_STORE(p, v) gg_strip_store(p, v)
#define GG_STRIP_MAKE(a, b, c, d) make_float4(a, b, c, d)
#define GG_STRIP_FMA(a, b, c) make_float4(__fmaf_rn(a, (b).x, (c).x), __fmaf_rn(a, (b).y, (c).y), __fmaf_rn(a, (b).z, (c).z), __fmaf_rn(a, (b).w, (c).w))
#define GG_STRIP_FMA_EACH(a, b, c) make_float4(__fmaf_rn((a).x, (b).x, (c).x), __fmaf_rn((a).y, (b).y, (c).y), __fmaf_rn((a).z, (b).z, (c).z), __fmaf_rn((a).w, (b).w, (c).w))
#define GG_STRIP_ADD(a, b) make_float4((a).x + (b).x, (a).y + (b).y, (a).z + (b).z, (a).w + (b).w)

// A function, because ThreadSanitizer does not see a store that takes the result of a call.
GG_FUNCTION void gg_strip_store(float *p, const float4 v) { *(float4 *)p = v; }

#define GG_UNROLL _Pragma("unroll")
#define GG_ATOMIC_OR(p, v) atomicOr(p, v)
#define GG_ATOMIC_ADD(p, v) atomicAdd(p, v)
