namespace DeepExp.Serialization;

/// <summary>Files that are either wholly written or not touched.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file beside <paramref name="path"/>, flushes it to disk and renames it over. If anything fails on the way
    /// the file beside is removed and what stood at <paramref name="path"/> stays as it was.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        var beside = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Writes a file with the given content, and its folder if it is not there.</summary>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "");
        Write(path, stream => stream.Write(content));
    }
}
