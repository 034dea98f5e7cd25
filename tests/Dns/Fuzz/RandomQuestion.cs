using System.Text;

namespace Timonier.Dns.Tests;

/// <summary>What somebody might ask for.</summary>
internal static class RandomQuestion
{
    private static readonly RecordType[] Types = [RecordType.A, RecordType.Aaaa, RecordType.Srv, RecordType.Cname, RecordType.Any, RecordType.Ptr, (RecordType)777];

    public static RecordType Type(Random random) => Types[random.Next(Types.Length)];

    public static string Name(Random random) => string.Join('.', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Encoding.ASCII.GetString([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (byte)random.Next('a', 'z'))])));
}
