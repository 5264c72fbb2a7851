namespace DeepExp.Serialization;

/// <summary>Receives each run of bytes as it is read; may refuse it by an exception.</summary>
internal delegate void ReadObserver(ReadOnlySpan<byte> bytes);

/// <summary>A stream for reading that shows what is read to an observer. It does not close the stream below.</summary>
internal sealed class ObservedStream(Stream below, ReadObserver observer) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => below.CanSeek;

    public override bool CanWrite => false;

    public override long Length => below.Length;

    public override long Position
    {
        get => below.Position;
        set => below.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = below.Read(buffer);
        observer(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => below.Seek(offset, origin);

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();
}
