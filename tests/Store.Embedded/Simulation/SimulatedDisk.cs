namespace Timonier.Store.Embedded.Tests.Simulation;

/// <summary>
/// A disk in memory that remembers what was synced. Its power can be cut at any call, and what then is found is
/// what a disk may hold: each unsynced write whole, in part, or not at all, in any order; each unsynced name old or new.
/// </summary>
internal sealed class SimulatedDisk : IStoreFiles
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedInode> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedInode> durableNames = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, SimulatedInode?>> unsyncedNames = [];
    private readonly HashSet<string> locks = new(StringComparer.Ordinal);
    private long untilFault = long.MaxValue;
    private string? point;
    private DiskFault armed;
    private bool isDown;

    /// <summary>Calls that change something, since the disk was made.</summary>
    public long Calls { get; private set; }

    /// <summary>Whether an armed fault has struck.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>Bytes that fit, all files together.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    private long Used => names.Values.Sum(static inode => (long)inode.Length);

    /// <summary>The fault strikes at the call after so many.</summary>
    public void Arm(DiskFault fault, long calls)
    {
        lock (gate)
            (armed, untilFault, point, HasStruck) = (fault, calls, null, false);
    }

    /// <summary>The fault strikes at a call of that name, after so many of them: "sync .log", "rename .snapshot".</summary>
    public void ArmAt(string name, DiskFault fault, long calls)
    {
        Arm(fault, calls);
        point = name;
    }

    /// <summary>What the next process finds: after a cut of the power, or, with the power on, exactly what was written.</summary>
    public SimulatedDisk Restarted(Random chance, bool powerWasCut)
    {
        lock (gate)
        {
            var found = new SimulatedDisk();
            var survivors = powerWasCut ? SurvivingNames(chance) : names;
            foreach (var (path, inode) in survivors)
                found.names[path] = found.durableNames[path] = new SimulatedInode(powerWasCut ? inode.AfterPowerCut(chance) : inode.Content);
            return found;
        }
    }

    public void Damage(string path, long bit) => names[path].Flip(bit);

    public void CreateDirectory(string directory) => Call("make folder", static () => { });

    public IReadOnlyList<string> List(string directory)
    {
        lock (gate)
        {
            CheckPower();
            return [.. names.Keys.Where(path => Path.GetDirectoryName(path) == directory)];
        }
    }

    public IStoreFile Create(string path)
    {
        var inode = new SimulatedInode([]);
        Call(Name("create", path), () => Rename((path, inode)));
        return new SimulatedFile(this, inode, path);
    }

    public IStoreFile Open(string path) => new SimulatedFile(this, Find(path), path);

    public IStoreFile OpenToRead(string path) => Open(path);

    public long LengthOf(string path)
    {
        lock (gate)
            return names.GetValueOrDefault(path)?.Length ?? 0;
    }

    public void Rename(string from, string to) => Call(Name("rename", to), () => Rename((from, null), (to, names[from])));

    public void Delete(string path) => Call(Name("delete", path), () => Rename((path, null)));

    public void FlushDirectory(string directory) => Call(
        "sync folder",
        static () => { },
        then: () =>
        {
            foreach (var change in unsyncedNames)
                Apply(change, durableNames);
            unsyncedNames.Clear();
        });

    public IDisposable Lock(string path)
    {
        lock (gate)
        {
            if (!locks.Add(path))
                throw new IOException($"{path} is held by another process");
        }

        return new Held(() => locks.Remove(path));
    }

    /// <summary>What a call is called: what it does, to which sort of file.</summary>
    public static string Name(string what, string path) => $"{what} {(Path.GetExtension(path) is { Length: > 0 } extension ? extension : Path.GetFileName(path))}";

    /// <param name="change">Takes effect even when the fault strikes at this call: unsynced, it may or may not survive.</param>
    /// <param name="then">Takes effect only when the call succeeds.</param>
    public void Call(string name, Action change, Action? then = null, long grows = 0)
    {
        lock (gate)
        {
            CheckPower();
            Calls++;
            if (grows > 0 && Used + grows > Capacity)
            {
                change();
                throw new IOException("No space left on device", 28);
            }

            change();
            if ((point is null || point == name) && untilFault-- <= 0)
            {
                HasStruck = true;
                isDown = armed == DiskFault.PowerCut;
                untilFault = long.MaxValue;
                throw new IOException("Input/output error", 5);
            }

            then?.Invoke();
        }
    }

    public T Look<T>(Func<T> look)
    {
        lock (gate)
        {
            CheckPower();
            return look();
        }
    }

    public int Fitting(int wanted)
    {
        lock (gate)
            return (int)Math.Clamp(Capacity - Used, 0, wanted);
    }

    private void CheckPower()
    {
        if (isDown)
            throw new IOException("the power is cut", 5);
    }

    private SimulatedInode Find(string path)
    {
        lock (gate)
        {
            CheckPower();
            return names.TryGetValue(path, out var inode) ? inode : throw new FileNotFoundException($"{path} does not exist");
        }
    }

    private void Rename(params ReadOnlySpan<(string Path, SimulatedInode? Inode)> renames)
    {
        var change = new Dictionary<string, SimulatedInode?>(StringComparer.Ordinal);
        foreach (var (path, inode) in renames)
            change[path] = inode;
        Apply(change, names);
        unsyncedNames.Add(change);
    }

    private Dictionary<string, SimulatedInode> SurvivingNames(Random chance)
    {
        var surviving = new Dictionary<string, SimulatedInode>(durableNames, StringComparer.Ordinal);
        var isJournal = chance.Next(2) == 0;
        var first = chance.Next(unsyncedNames.Count + 1);
        for (var n = 0; n < unsyncedNames.Count; n++)
        {
            if (isJournal ? n < first : chance.Next(2) == 0)
                Apply(unsyncedNames[n], surviving);
        }

        return surviving;
    }

    private static void Apply(Dictionary<string, SimulatedInode?> change, Dictionary<string, SimulatedInode> target)
    {
        foreach (var (path, inode) in change)
        {
            if (inode is null)
                target.Remove(path);
            else
                target[path] = inode;
        }
    }

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
