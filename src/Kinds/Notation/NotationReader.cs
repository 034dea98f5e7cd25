using System.Globalization;

namespace Timonier.Kinds.Notation;

/// <summary>Reads a .kinds file; a mistake in it is a <see cref="FormatException"/> that names the line.</summary>
internal static class NotationReader
{
    private static readonly string[] AllVerbs = { "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch" };

    public static NotationFile Read(string text)
    {
        var file = new NotationFile();
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var isInner = text[start] == ' ';
            if (end == start || text[start] == '#') continue;
            if (isInner && file.Types.Count == 0) throw new FormatException("a line stands outside of a type");
            // Inner lines wait until somebody asks for the fields; most types are never looked into.
            if (isInner) file.Types[file.Types.Count - 1].Add(text, start, end);
            else At(text.Substring(start, end - start), line => ReadOuter(file, Words(line)));
        }
        return file;
    }

    /// <summary>The lines within a block: its description, its subresources and its fields.</summary>
    public static void ReadInner(string text, Action<string> description, List<NotationSubresource> subresources, List<NotationField> fields)
    {
        foreach (var inner in text.Split('\n'))
        {
            At(inner.Trim(), line =>
            {
                if (line.Length == 0 || line[0] == '#') return;
                if (line[0] == '"') description(line.Trim('"'));
                else if (Words(line) is var words && words[0] == "sub" && !char.IsDigit(words[1][0]))
                    subresources.Add(new NotationSubresource(words[1], words[2].Split(','), words.Count > 3 ? words[3] : ""));
                else fields.Add(ReadField(Words(line)));
            });
        }
    }

    private static void At(string line, Action<string> read)
    {
        try
        {
            read(line);
        }
        catch (FormatException e)
        {
            throw new FormatException(e.Message + ": " + line, e);
        }
    }

    private static void ReadOuter(NotationFile file, List<string> words)
    {
        if (words[0] == "group") ReadGroup(file, words);
        else file.Types.Add(ReadHead(words));
    }

    private static void ReadGroup(NotationFile file, List<string> words)
    {
        if (words.Count != 8) throw new FormatException("expected: group NAME version V alias A schema PREFIX");
        file.Group = words[1] == "-" ? "" : words[1];
        file.Version = words[3];
        file.Alias = words[5];
        file.SchemaPrefix = words[7];
    }

    private static NotationType ReadHead(List<string> words)
    {
        if (words.Count < 2 || (words[0] != "kind" && words[0] != "type")) throw new FormatException("expected a kind or a type");
        var type = new NotationType(words[1], words[0] == "kind");
        for (var i = 2; i < words.Count; i++)
        {
            var (key, value) = Split(words[i]);
            switch (key)
            {
                case "atomic": type.Atomic = true; break;
                case "choice": type.Choice = true; break;
                case "namespaced": type.Namespaced = true; break;
                case "cluster": break;
                case "unserved": type.Served = false; break;
                case "stored": type.Stored = value; break;
                case "bare": type.Bare = true; break;
                case "shared": type.Bare = type.Shared = true; break;
                case "short": type.ShortNames = value.Split(','); break;
                case "categories": type.Categories = value.Split(','); break;
                case "verbs": type.Verbs = value.Split(','); break;
                case "singular": type.Singular = value; break;
                case "generation" or "put-creates" or "versioned" or "orphans" or "answers-object" or "status-on-create" or "status-keeps":
                    type.WriteWords[key] = value;
                    break;
                default:
                    if (i != 2) throw new FormatException("unknown word '" + words[i] + "'");
                    type.Plural = key;
                    break;
            }
        }
        if (type.Plural.Length == 0) type.Served = false;
        else if (type.Verbs.Length == 0) type.Verbs = AllVerbs;
        if (type.Singular.Length == 0) type.Singular = type.Name.ToLowerInvariant();
        return type;
    }

    private static NotationField ReadField(List<string> words)
    {
        if (words.Count < 3) throw new FormatException("expected: NAME NUMBER TYPE ...");
        var number = words[1] == "-" ? 0 : int.Parse(words[1], CultureInfo.InvariantCulture);
        var field = new NotationField(words[0], number, NotationTypeName.Parse(words[2]));
        for (var i = 3; i < words.Count; i++)
        {
            if (words[i][0] == '"')
            {
                field.Description = words[i].Trim('"');
                continue;
            }
            var (key, value) = Split(words[i]);
            switch (key)
            {
                case "inline": field.Inline = true; break;
                case "required": field.Required = true; break;
                case "always": field.Always = true; break;
                case "default": field.Default = value; break;
                case "fill": field.Fill = value; break;
                case "enum": field.Enum = value.Split('|'); break;
                case "atomic": field.Atomic = true; break;
                case "set": field.Set = true; break;
                case "map": field.MapKeys = value.Split(','); break;
                case "merge": field.Merge = true; field.MergeKey = value; break;
                case "retainKeys": field.RetainKeys = true; break;
                default: throw new FormatException("unknown word '" + words[i] + "'");
            }
        }
        return field;
    }

    private static (string Key, string Value) Split(string word)
    {
        var at = word.IndexOf('=');
        return at < 0 ? (word, "") : (word.Substring(0, at), word.Substring(at + 1));
    }

    // Words end at blanks; a description in quotes is one word and closes the line.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == ' ')
            {
                i++;
                continue;
            }
            var end = line[i] == '"' ? line.Length : line.IndexOf(' ', i);
            if (end < 0) end = line.Length;
            words.Add(line.Substring(i, end - i));
            i = end;
        }
        return words;
    }
}
