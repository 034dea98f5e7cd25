using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Timonier.Kinds.Notation;

namespace Timonier.Kinds.Generator;

/// <summary>Makes the typed views (<c>Timonier.Kinds.Views</c>) from the catalogue's .kinds files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ViewGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor Malformed = new DiagnosticDescriptor(
        "TIMK001", "A file of the catalogue cannot be read", "{0}: {1}", "Kinds", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".kinds", StringComparison.Ordinal))
            .Select((file, cancel) => (file.Path, Text: file.GetText(cancel)?.ToString() ?? ""))
            .Collect();
        context.RegisterSourceOutput(files, Generate);
    }

    private static void Generate(SourceProductionContext context, ImmutableArray<(string Path, string Text)> texts)
    {
        var files = new List<NotationFile>();
        foreach (var (path, text) in texts.OrderBy(t => t.Path, StringComparer.Ordinal))
        {
            try
            {
                var file = NotationReader.Read(text);
                // Read to the last line here, where a mistake can be told with its file.
                foreach (var type in file.Types) _ = type.Fields;
                files.Add(file);
            }
            catch (FormatException e)
            {
                context.ReportDiagnostic(Diagnostic.Create(Malformed, Location.None, path, e.Message));
                return;
            }
        }
        var names = new ViewNames(files);
        foreach (var file in files)
        {
            var source = new StringBuilder("// Made from the catalogue; change the .kinds file instead.\n#nullable enable\nusing Timonier.Documents;\n");
            foreach (var type in file.Types) ViewSource.Append(source, file, type, names);
            context.AddSource(file.Alias + "." + file.Version + ".views.g.cs", SourceText.From(source.ToString(), Encoding.UTF8));
        }
    }
}
