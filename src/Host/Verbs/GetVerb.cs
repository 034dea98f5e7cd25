using System.CommandLine;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs;

internal static class GetVerb
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    public static Command Create()
    {
        var command = new Command("get", "Show objects as they were at a time or a revision.");
        var target = new Argument<string>("KIND[/NAME]") { Description = "The objects." };
        var at = new Option<string>("--at") { Description = "A revision, a time such as 2026-01-31T12:00:00Z, or a span such as 10m ago.", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "table, yaml or json.", DefaultValueFactory = _ => "table" };
        command.Add(target);
        command.Add(at);
        command.Add(output);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            var form = parsed.GetValue(output)!;
            if (form is not ("table" or "yaml" or "json")) throw new ConfigException($"--output: '{form}' is not table, yaml or json");
            var words = parsed.GetValue(target)!.Split('/', 2);
            var resource = await session.FindAsync(words[0], cancellation);
            var revision = await session.RevisionAtAsync(Moment.Parse(parsed.GetValue(at)!, TimeProvider.System), cancellation);
            var path = $"{resource.Path(session.Namespace)}?resourceVersionMatch=Exact&resourceVersion={revision}";
            if (words.Length > 1) path += "&fieldSelector=" + Uri.EscapeDataString("metadata.name=" + words[1]);
            var found = await session.ReadAsync(path, form == "table" ? Table : "application/json", cancellation);
            if (words.Length > 1 && found.Root[form == "table" ? "rows" : "items"].Count == 0) throw new IOException($"{resource.Title} \"{words[1]}\" was not there at revision {revision}");
            await WriteAsync(found, form, isOne: words.Length > 1);
        });
        return command;
    }

    private static async Task WriteAsync(Document found, string form, bool isOne)
    {
        if (form == "table")
        {
            await TextTable.WriteAsync(Console.Out, [.. Rows(found.Root)]);
            return;
        }
        var shown = DraftObject.Of(found);
        var body = isOne ? (DraftObject)shown.Array("items")[0] : shown;
        await Console.Out.WriteLineAsync(form == "yaml" ? YamlText.Write(body) : body.ToDocument().ToString());
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(Documents.Node table)
    {
        var shown = new List<int>();
        var titles = new List<string>();
        var at = 0;
        foreach (var column in table["columnDefinitions"u8].Items)
        {
            if (column["priority"u8].AsInt32() == 0)
            {
                shown.Add(at);
                titles.Add(column["name"u8].AsString().ToUpperInvariant());
            }
            at++;
        }
        yield return titles;
        foreach (var row in table["rows"u8].Items)
        {
            var cells = row["cells"u8];
            yield return [.. shown.Select(index => cells[index].AsText())];
        }
    }
}
