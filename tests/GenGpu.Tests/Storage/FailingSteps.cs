using GenGpu.Storage;

namespace GenGpu.Tests.Storage;

/// <summary>The real file system, except that one step fails.</summary>
public sealed class FailingSteps : IFileSteps
{
    private readonly Step _step;
    private readonly Exception _error;

    public FailingSteps(Step step, Exception error) => (_step, _error) = (step, error);

    public enum Step
    {
        Create,
        Write,
        Flush,
        Replace,
    }

    Stream IFileSteps.Create(string path)
    {
        Fail(Step.Create);
        Stream stream = DiskFileSteps.Instance.Create(path);
        return _step == Step.Write ? new FailingStream(stream, _error) : stream;
    }

    void IFileSteps.FlushToDisk(Stream stream)
    {
        Fail(Step.Flush);
        DiskFileSteps.Instance.FlushToDisk(stream);
    }

    void IFileSteps.Replace(string temporaryPath, string path)
    {
        Fail(Step.Replace);
        DiskFileSteps.Instance.Replace(temporaryPath, path);
    }

    void IFileSteps.FlushEntry(string path) => DiskFileSteps.Instance.FlushEntry(path);

    void IFileSteps.Delete(string path) => DiskFileSteps.Instance.Delete(path);

    private void Fail(Step step)
    {
        if (step == _step)
            throw _error;
    }

    /// <summary>Takes some bytes, then fails.</summary>
    private sealed class FailingStream(Stream inner, Exception error) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count / 2);
            throw error;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
