using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Timonier.Documents;

public sealed partial class Document
{
    /// <summary>
    /// One token. <see cref="Start"/> and <see cref="Length"/> delimit its text (a string without its quotes,
    /// a container with its brackets); the upper 4 bits of <see cref="nextAndKind"/> hold the kind and, for a
    /// string, whether it has escapes; the lower 28 the index of the token behind the whole value.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal readonly struct Token(int start, int length, int next, NodeKind kind, bool escaped)
    {
        private const int NextMask = 0x0fff_ffff;
        public readonly int Start = start;
        public readonly int Length = length;
        private readonly uint nextAndKind = (uint)next | ((uint)kind << 28) | (escaped ? 0x8000_0000u : 0);

        public int Next => (int)(nextAndKind & NextMask);
        public NodeKind Kind => (NodeKind)((nextAndKind >> 28) & 7);
        public bool Escaped => (nextAndKind & 0x8000_0000u) != 0;
    }

    private static Token[] Index(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var tokens = ArrayPool<Token>.Shared.Rent(Math.Max(16, utf8.Length / 8));
        var open = new Stack<int>();
        var count = 0;
        try
        {
            while (reader.Read())
            {
                if (count == tokens.Length) Grow(ref tokens, count);
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                    case JsonTokenType.StartArray:
                        open.Push(count);
                        var kind = reader.TokenType == JsonTokenType.StartObject ? NodeKind.Object : NodeKind.Array;
                        tokens[count++] = new Token(start, 0, 0, kind, escaped: false);
                        break;
                    case JsonTokenType.EndObject:
                    case JsonTokenType.EndArray:
                        var opened = open.Pop();
                        var first = tokens[opened];
                        tokens[opened] = new Token(first.Start, start + 1 - first.Start, count, first.Kind, escaped: false);
                        break;
                    case JsonTokenType.PropertyName:
                    case JsonTokenType.String:
                        tokens[count] = new Token(start + 1, reader.ValueSpan.Length, count + 1, NodeKind.String, reader.ValueIsEscaped);
                        count++;
                        break;
                    default:
                        tokens[count] = new Token(start, reader.ValueSpan.Length, count + 1, ScalarKind(reader.TokenType), escaped: false);
                        count++;
                        break;
                }
            }
            return tokens.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<Token>.Shared.Return(tokens);
        }
    }

    private static NodeKind ScalarKind(JsonTokenType type) => type switch
    {
        JsonTokenType.Number => NodeKind.Number,
        JsonTokenType.True => NodeKind.True,
        JsonTokenType.False => NodeKind.False,
        _ => NodeKind.Null,
    };

    private static void Grow(ref Token[] tokens, int count)
    {
        var larger = ArrayPool<Token>.Shared.Rent(tokens.Length * 2);
        tokens.AsSpan(0, count).CopyTo(larger);
        ArrayPool<Token>.Shared.Return(tokens);
        tokens = larger;
    }
}
