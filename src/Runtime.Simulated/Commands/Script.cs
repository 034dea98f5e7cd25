using System.Text;

namespace Timonier.Runtime.Simulated.Commands;

/// <summary>Reads the small part of the shell's language that is simulated: commands one after the other, quotes and variables.</summary>
internal static class Script
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash"];

    /// <summary>A shell that reads its commands from its input.</summary>
    public static bool IsInteractive(IReadOnlyList<string> words) => IsShell(words) && words.Skip(1).All(w => w is "-i" or "-l" or "-il" or "--login");

    /// <summary>Null: it says more than is understood.</summary>
    public static IReadOnlyList<CommandStep>? Of(IReadOnlyList<string> words, Func<string, string?> variable)
    {
        if (words.Count == 0) return null;
        if (!IsShell(words)) return [new CommandStep(";", words)];
        return words.Count >= 3 && words[1].StartsWith('-') && words[1].EndsWith('c') ? OfText(words[2], variable) : null;
    }

    public static IReadOnlyList<CommandStep>? OfText(string text, Func<string, string?> variable) => new Reader(text, variable).Read();

    private static bool IsShell(IReadOnlyList<string> words) => words.Count > 0 && Shells.Contains(words[0].Split('/')[^1], StringComparer.Ordinal);

    private sealed class Reader(string text, Func<string, string?> variable)
    {
        private readonly List<CommandStep> steps = [];
        private readonly List<string> words = [];
        private readonly StringBuilder word = new();
        private bool inWord;
        private string joint = ";";
        private int at;

        public List<CommandStep>? Read()
        {
            while (at < text.Length)
            {
                var c = text[at];
                var two = at + 1 < text.Length ? text.Substring(at, 2) : "";
                if (two is "&&" or "||") EndStep(two, 2);
                else if (c is ';' or '\n') EndStep(";", 1);
                else if (c is ' ' or '\t') EndWord(1);
                else if (c == '#' && !inWord) SkipComment();
                else if (c is '|' or '&' or '<' or '>' or '(' or ')' or '`') return null;
                else if (!ReadPart(c)) return null;
            }
            EndStep(";", 0);
            return steps;
        }

        private bool ReadPart(char c)
        {
            inWord = true;
            if (c == '\'') return ReadQuoted('\'');
            if (c == '"') return ReadQuoted('"');
            if (c == '$') return ReadVariable();
            if (c == '\\' && at + 1 < text.Length) at++;
            word.Append(text[at++]);
            return true;
        }

        private bool ReadQuoted(char quote)
        {
            for (at++; at < text.Length && text[at] != quote;)
            {
                if (quote == '"' && text[at] == '`') return false;
                if (quote == '"' && text[at] == '$')
                {
                    if (!ReadVariable()) return false;
                    continue;
                }
                if (quote == '"' && text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\' or '$') at++;
                word.Append(text[at++]);
            }
            return at++ < text.Length;
        }

        private bool ReadVariable()
        {
            at++;
            var braced = at < text.Length && text[at] == '{';
            if (braced) at++;
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
            var name = text[start..at];
            if (braced && (at >= text.Length || text[at++] != '}')) return false;
            if (name.Length == 0) return false;
            word.Append(variable(name));
            return true;
        }

        private void SkipComment()
        {
            while (at < text.Length && text[at] != '\n') at++;
        }

        private void EndWord(int length)
        {
            if (inWord) words.Add(word.ToString());
            word.Clear();
            inWord = false;
            at += length;
        }

        private void EndStep(string next, int length)
        {
            EndWord(length);
            if (words.Count > 0) steps.Add(new CommandStep(joint, [.. words]));
            words.Clear();
            joint = next;
        }
    }
}
