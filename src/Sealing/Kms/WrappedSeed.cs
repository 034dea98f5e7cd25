using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Timonier.Sealing.Kms;

/// <param name="Checked">When the plugin last said that it still goes by that key.</param>
internal sealed record WrappedSeed(byte[] Seed, ByteString Wrapped, string KeyId, MapField<string, ByteString> Annotations, long Checked);
