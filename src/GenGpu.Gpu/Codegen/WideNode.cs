namespace GenGpu.Gpu.Codegen;

/// <summary>An entry of a wide program's step: a <see cref="WideCall"/> or a <see cref="WideRepeat"/>.</summary>
internal abstract record WideNode;
