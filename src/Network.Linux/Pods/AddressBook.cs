using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Timonier.Documents;

namespace Timonier.Network.Linux.Pods;

/// <summary>
/// Which sandbox has which pod address: one small file each, written beside and renamed into place, so that a
/// crash leaves a whole file or none. Addresses are given in turn round the whole range, so a freed one rests
/// as long as possible before somebody else gets it.
/// </summary>
internal sealed class AddressBook
{
    private const string LastFile = "last";
    private readonly string directory;
    private readonly uint first, last;
    private readonly Dictionary<string, PodAttachment> bySandbox = new(StringComparer.Ordinal);
    private readonly HashSet<uint> taken = [];
    private uint previous;

    public AddressBook(string directory, IPNetwork range)
    {
        this.directory = directory;
        var size = 1u << (32 - range.PrefixLength);
        var start = ToNumber(range.BaseAddress);
        // The network's own address, the first (which people expect to be a gateway) and the broadcast stay free.
        first = size > 4 ? start + 2 : start;
        last = size > 4 ? start + size - 2 : start + size - 1;
        Directory.CreateDirectory(directory);
        Read();
    }

    public IReadOnlyCollection<PodAttachment> All => bySandbox.Values;

    public PodAttachment? Find(string sandboxId) => bySandbox.GetValueOrDefault(sandboxId);

    /// <summary>The sandbox's attachment, made and written down if it is new; null when the range is used up.</summary>
    public PodAttachment? Assign(string sandboxId, IReadOnlyList<PortMapping> ports)
    {
        if (Find(sandboxId) is { } present) return present;
        if (Next() is not { } number) return null;
        var attachment = new PodAttachment(sandboxId, ToAddress(number), LinkNameOf(sandboxId), ports);
        // The record comes last: if its writing fails, nothing of this attachment is left behind.
        WriteWhole(LastFile, Encoding.ASCII.GetBytes(attachment.Address.ToString()));
        WriteWhole(attachment.SandboxId, attachment.ToDraft().ToDocument().Utf8.Span);
        Keep(attachment);
        previous = number;
        return attachment;
    }

    public PodAttachment? Release(string sandboxId)
    {
        if (!bySandbox.Remove(sandboxId, out var gone)) return null;
        taken.Remove(ToNumber(gone.Address));
        File.Delete(Path.Combine(directory, sandboxId));
        return gone;
    }

    /// <summary>Whether an id can be a record's file name: letters, digits, '-' and '_', and not the one name that is taken.</summary>
    public static bool IsUsable(string sandboxId) =>
        sandboxId.Length is > 0 and <= 200 && sandboxId != LastFile && sandboxId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Interface names end at 15 characters, so the sandbox's name is a hash.</summary>
    public static string LinkNameOf(string sandboxId) =>
        "tm" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sandboxId)))[..12];

    private uint? Next()
    {
        var number = previous >= first && previous < last ? previous + 1 : first;
        for (var tried = 0u; tried <= last - first; tried++)
        {
            if (!taken.Contains(number)) return number;
            number = number == last ? first : number + 1;
        }
        return null;
    }

    private void Read()
    {
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(".new", StringComparison.Ordinal)) File.Delete(file);
            else if (name == LastFile && IPAddress.TryParse(File.ReadAllText(file), out var address)) previous = ToNumber(address);
            else if (name != LastFile && PodAttachment.TryRead(File.ReadAllBytes(file)) is { } attachment) Keep(attachment);
        }
    }

    private void Keep(PodAttachment attachment)
    {
        bySandbox[attachment.SandboxId] = attachment;
        taken.Add(ToNumber(attachment.Address));
    }

    private void WriteWhole(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static uint ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
