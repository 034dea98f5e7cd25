using System.Buffers;

namespace Timonier.Api.Pipeline;

/// <summary>JSON over many lines, two blanks a level; only blanks are added.</summary>
internal static class PrettyJson
{
    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length * 2);
        var depth = 0;
        for (var at = 0; at < json.Length; at++)
        {
            var one = json.Slice(at, 1);
            switch (one[0])
            {
                case (byte)'"':
                    var end = EndOfText(json, at);
                    output.Write(json[at..end]);
                    at = end - 1;
                    break;
                case (byte)'{' or (byte)'[' when at + 1 < json.Length && json[at + 1] is (byte)'}' or (byte)']':
                    output.Write(json.Slice(at++, 2));
                    break;
                case (byte)'{' or (byte)'[':
                    output.Write(one);
                    Break(output, ++depth);
                    break;
                case (byte)'}' or (byte)']':
                    Break(output, --depth);
                    output.Write(one);
                    break;
                case (byte)',':
                    output.Write(one);
                    Break(output, depth);
                    break;
                case (byte)':':
                    output.Write(": "u8);
                    break;
                default:
                    output.Write(one);
                    break;
            }
        }
        return output.WrittenMemory;
    }

    private static int EndOfText(ReadOnlySpan<byte> json, int at)
    {
        for (at++; json[at] != '"'; at++)
            if (json[at] == '\\') at++;
        return at + 1;
    }

    private static void Break(ArrayBufferWriter<byte> output, int depth)
    {
        var line = output.GetSpan(1 + (2 * depth))[..(1 + (2 * depth))];
        line.Fill((byte)' ');
        line[0] = (byte)'\n';
        output.Advance(line.Length);
    }
}
