namespace DeepExp.Serialization;

/// <summary>Files that are either wholly written or not touched.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file beside the one that the place names, flushes it to disk and renames it over; a symbolic link is followed
    /// to what it leads to. If anything fails on the way the file beside is removed and what stood there stays as it was.
    /// </summary>
    /// <exception cref="DeepExpException">The file cannot be written, or is no file but a folder, a device or a pipe.</exception>
    public static void Write(Place place, Action<Stream> write)
    {
        var beside = $".{Guid.NewGuid():N}.tmp";
        try
        {
            var target = Target(place);
            WriteOver(target, Path.Combine(Path.GetDirectoryName(target) ?? "", beside), write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw place.Unreachable("written", e, hidden: beside);
        }
    }

    /// <summary>Writes a file with the given content, and its folder if it is not there.</summary>
    public static void Write(Place place, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place.FullPath()) ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw place.Unreachable("written", e);
        }

        Write(place, stream => stream.Write(content));
    }

    private static void WriteOver(string target, string beside, Action<Stream> write)
    {
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }

            throw;
        }
    }

    private static string Target(Place place)
    {
        var path = place.FullPath();
        if (new FileInfo(path).LinkTarget is not null)
        {
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        }

        return IsOther(path)
            ? throw place.Error(
                "a folder, a device or a pipe has this name, so nothing is written. Give the name of a file."
            )
            : path;
    }

    // Whether something that exists is no regular file, .NET does not tell; but nothing else has a length that can be set.
    private static bool IsOther(string path)
    {
        if (Directory.Exists(path))
        {
            return true;
        }

        if (!File.Exists(path) || new FileInfo(path).Length > 0)
        {
            return false;
        }

        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        try
        {
            file.SetLength(0);
            return false;
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            return true;
        }
    }
}
