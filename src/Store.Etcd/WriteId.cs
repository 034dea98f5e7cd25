using System.Runtime.InteropServices;

namespace Timonier.Store.Etcd;

/// <summary>Tells one write from every other: which server made it, and its number there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WriteId(long Server, long Number);
