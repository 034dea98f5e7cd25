using System.Text;
using Google.Protobuf;

namespace Timonier.Store.Etcd;

/// <summary>Where the keys of the store, and the few of its own, lie in etcd.</summary>
internal sealed class EtcdKeys
{
    private const string Own = ".timonier/";
    private readonly string prefix;
    private readonly string root;

    public EtcdKeys(string prefix, string root)
    {
        this.prefix = prefix.TrimEnd('/');
        this.root = root.TrimEnd('/');
        Start = ByteString.CopyFromUtf8(this.prefix + "/");
        End = EndOf(Start);
        Compaction = ByteString.CopyFromUtf8($"{this.prefix}/{Own}compaction");
        Barrier = ByteString.CopyFromUtf8($"{this.prefix}/{Own}barrier");
        Fence = ByteString.CopyFromUtf8($"{this.prefix}/{Own}fence");
        Base = ByteString.CopyFromUtf8($"{this.prefix}/{Own}base");
    }

    /// <summary>All that is ours is from here to <see cref="End"/>.</summary>
    public ByteString Start { get; }

    public ByteString End { get; }

    /// <summary>Holds the revision up to which history was given up; who writes it, compacts.</summary>
    public ByteString Compaction { get; }

    /// <summary>Written only to have a revision of our own behind one of somebody else's.</summary>
    public ByteString Barrier { get; }

    /// <summary>Changes before a create is tried again, so that its first attempt can no longer happen.</summary>
    public ByteString Fence { get; }

    /// <summary>Holds by how much our revisions are above etcd's, where the cluster has come from another store.</summary>
    public ByteString Base { get; }

    /// <exception cref="ArgumentException">A key that does not start as all do.</exception>
    public ByteString Of(string key)
    {
        if (!key.StartsWith(root, StringComparison.Ordinal) || key.Length == root.Length || key[root.Length] != '/')
            throw new ArgumentException($"the key '{key}' does not start with '{root}/'", nameof(key));
        return ByteString.CopyFromUtf8(string.Concat(prefix, key.AsSpan(root.Length)));
    }

    /// <summary>The part of ours that a prefix of keys selects; it may be shorter than what all keys start with.</summary>
    public (ByteString From, ByteString To) RangeOf(string start)
    {
        if (start.Length <= root.Length + 1)
            return (Start, End);
        var from = Of(start);
        return (from, EndOf(from));
    }

    /// <summary>The key in the words of the store; null for one of our own marks.</summary>
    public string? Read(ByteString key)
    {
        var rest = key.Span[(Start.Length - 1)..];
        return rest[1..].StartsWith(".timonier/"u8) ? null : root + Encoding.UTF8.GetString(rest);
    }

    /// <summary>The first key behind all that start with these bytes.</summary>
    private static ByteString EndOf(ByteString start)
    {
        var bytes = start.ToByteArray();
        for (var at = bytes.Length - 1; at >= 0; at--)
        {
            if (bytes[at] == 0xff)
                continue;
            bytes[at]++;
            return ByteString.CopyFrom(bytes, 0, at + 1);
        }

        return ByteString.CopyFrom(0);
    }
}
