using System.Runtime.InteropServices;

namespace Timonier.Node.Volumes;

/// <summary>Who owns what a volume holds, and what the pod's group may do with it.</summary>
internal static partial class Ownership
{
    private const UnixFileMode ReadOnlyGroup = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private const UnixFileMode WritingGroup = ReadOnlyGroup | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
    private const UnixFileMode Entered = UnixFileMode.SetGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Sets a folder's mode; with a group, what is made in it later belongs to that group too.</summary>
    public static void SetFolder(string path, UnixFileMode mode, long? group, bool writable)
    {
        Give(path, user: null, group);
        File.SetUnixFileMode(path, group is null ? mode : mode | Entered | (writable ? WritingGroup : ReadOnlyGroup));
    }

    public static void SetFile(string path, VolumeFile file, long? group)
    {
        Give(path, file.User, group);
        var mode = (UnixFileMode)file.Mode;
        File.SetUnixFileMode(path, group is null ? mode : mode | ReadOnlyGroup);
    }

    // Before the mode: a change of owner clears some bits of it.
    private static void Give(string path, long? user, long? group)
    {
        if (user is null && group is null) return;
        if (ChangeOwner(path, user is { } u ? (uint)u : uint.MaxValue, group is { } g ? (uint)g : uint.MaxValue) != 0)
            throw new IOException($"the owner of {path} could not be set: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
