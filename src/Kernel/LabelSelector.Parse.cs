using System.Collections.Immutable;
using System.Globalization;

namespace Timonier.Kernel;

public sealed partial record LabelSelector
{
    private const string BinaryOperators = "in, notin, =, ==, !=, gt, lt";

    /// <summary>Reads the form of URLs and of <c>kubectl -l</c>.</summary>
    /// <param name="text">For example <c>app=web,tier in (front, back),!canary</c>; empty matches everything.</param>
    /// <param name="selector">The selector; matches everything when the text is refused.</param>
    /// <param name="error">Upstream's words for what is wrong.</param>
    public static bool TryParse(string? text, out LabelSelector selector, out string error)
    {
        selector = Everything;
        error = "";
        if (string.IsNullOrWhiteSpace(text)) return true;
        try
        {
            selector = Of(new Reader(text).Requirements());
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static LabelSelector Parse(string? text) => TryParse(text, out var selector, out var error) ? selector : throw new FormatException(error);

    private sealed class Reader(string text)
    {
        private int position;
        private string token = "";

        public List<LabelRequirement> Requirements()
        {
            var found = new List<LabelRequirement>();
            Next();
            while (token.Length > 0)
            {
                if (token != "!" && !IsIdentifier(token)) throw new FormatException($"found '{token}', expected: !, identifier, or 'end of string'");
                found.Add(OnRequirement());
                if (token.Length == 0) break;
                if (token != ",") throw new FormatException($"found '{token}', expected: ',' or 'end of string'");
                Next();
                if (token != "!" && !IsIdentifier(token)) throw new FormatException($"found '{token}', expected: identifier after ','");
            }
            return found;
        }

        private LabelRequirement OnRequirement()
        {
            var absent = token == "!";
            if (absent) Next();
            if (!IsIdentifier(token)) throw Bad($"found '{token}', expected: identifier");
            var key = token;
            if (Names.LabelKey(key) is { Length: > 0 } keyErrors)
                throw Bad($"<nil>: Invalid value: {GoText.Quote(key)}: {string.Join("; ", keyErrors)}");
            Next();
            if (absent) return new LabelRequirement(key, LabelOperator.DoesNotExist, []);
            if (token is "" or ",") return new LabelRequirement(key, LabelOperator.Exists, []);

            var operation = token switch
            {
                "=" or "==" => LabelOperator.Equals,
                "!=" => LabelOperator.NotEquals,
                "in" => LabelOperator.In,
                "notin" => LabelOperator.NotIn,
                ">" => LabelOperator.GreaterThan,
                "<" => LabelOperator.LessThan,
                _ => throw Bad($"found '{token}', expected: {BinaryOperators}"),
            };
            Next();
            ImmutableArray<string> values = operation is LabelOperator.In or LabelOperator.NotIn ? OnValues() : [OnValue()];
            return Checked(new LabelRequirement(key, operation, values));
        }

        private static LabelRequirement Checked(LabelRequirement requirement)
        {
            if (requirement.Operator is LabelOperator.GreaterThan or LabelOperator.LessThan
                && !long.TryParse(requirement.Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                throw Bad($"values[0]: Invalid value: {GoText.Quote(requirement.Values[0])}: for 'Gt', 'Lt' operators, the value must be an integer");
            for (var i = 0; i < requirement.Values.Length; i++)
                if (Names.LabelValue(requirement.Values[i]) is { Length: > 0 } errors)
                    throw Bad($"values[{i}][{requirement.Key}]: Invalid value: {GoText.Quote(requirement.Values[i])}: {string.Join("; ", errors)}");
            return requirement;
        }

        private string OnValue()
        {
            if (token is "" or ",") return "";
            if (!IsIdentifier(token)) throw Bad($"found '{token}', expected: identifier");
            var value = token;
            Next();
            return value;
        }

        private ImmutableArray<string> OnValues()
        {
            if (token != "(") throw Bad($"found '{token}' expected: '('");
            Next();
            var values = ImmutableArray.CreateBuilder<string>();
            // "()" holds one empty value, and so does every place between two commas.
            values.Add(Item());
            while (token == ",")
            {
                Next();
                values.Add(Item());
            }
            if (token != ")") throw Unexpected("',' or ')'");
            Next();
            return values.ToImmutable();

            string Item()
            {
                if (token is "," or ")") return "";
                if (!IsIdentifier(token)) throw Unexpected("',', ')' or identifier");
                var value = token;
                Next();
                return value;
            }
        }

        private void Next()
        {
            while (position < text.Length && text[position] is (' ' or '\t' or '\r' or '\n')) position++;
            var start = position;
            if (position == text.Length)
            {
                token = "";
                return;
            }
            if (IsSpecial(text[position]))
            {
                position++;
                if (position < text.Length && text.AsSpan(start, 2) is ("==" or "!=")) position++;
            }
            else
            {
                while (position < text.Length && !IsSpecial(text[position]) && text[position] is not (' ' or '\t' or '\r' or '\n')) position++;
            }
            token = text[start..position];
        }

        private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

        private static bool IsIdentifier(string token) => token.Length > 0 && !IsSpecial(token[0]);

        private FormatException Unexpected(string expected) => Bad($"found '{token}', expected: {expected}");

        // A refusal inside one condition starts so.
        private static FormatException Bad(string why) => new("unable to parse requirement: " + why);
    }
}
