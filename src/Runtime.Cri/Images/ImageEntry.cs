namespace Timonier.Runtime.Cri;

/// <summary>One file of a layer, owned by root: a folder (path ends in a slash), a symbolic link (has a target) or a file.</summary>
public sealed record ImageEntry(string Path, ReadOnlyMemory<byte> Content = default, UnixFileMode Mode = ImageEntry.Executable, string LinkTarget = "")
{
    public const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
}
