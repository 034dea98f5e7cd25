using System.Globalization;

namespace Timonier.Kinds.OpenApi;

internal sealed partial class SpecWriter
{
    private void Path(SpecPath path)
    {
        json.WriteStartObject(path.Path);
        foreach (var operation in path.Operations) Operation(operation);
        if (path.Parameters.Count > 0) Parameters(path.Parameters);
        json.WriteEndObject();
        FlushIfMuch();
    }

    private void Operation(SpecOperation operation)
    {
        json.WriteStartObject(operation.Method);
        Texts("tags", [operation.Tag]);
        Describe(operation.Description);
        json.WriteString("operationId", operation.Id);
        if (!three)
        {
            Texts("consumes", operation.Takes);
            Texts("produces", operation.Gives);
            Texts("schemes", ["https"]);
        }
        if (operation.Parameters.Count > 0 || (!three && operation.Body.Length > 0)) Parameters(operation.Parameters, three ? null : operation);
        if (three && operation.Body.Length > 0)
        {
            json.WriteStartObject("requestBody");
            if (operation.BodyRequired) json.WriteBoolean("required", true);
            Content(operation.Takes, operation.Body);
            json.WriteEndObject();
        }
        json.WriteStartObject("responses");
        foreach (var code in operation.Codes) Answer(operation, code);
        json.WriteStartObject("401");
        Describe("Unauthorized");
        json.WriteEndObject();
        json.WriteEndObject();
        if (operation.Action.Length > 0) json.WriteString("x-kubernetes-action", operation.Action);
        if (operation.About is { } about)
        {
            json.WritePropertyName("x-kubernetes-group-version-kind");
            KindName(about.Group, about.Version, about.Kind);
        }
        json.WriteEndObject();
    }

    private void Answer(SpecOperation operation, int code)
    {
        json.WriteStartObject(code.ToString(CultureInfo.InvariantCulture));
        Describe(code switch { 201 => "Created", 202 => "Accepted", _ => "OK" });
        if (three) Content(operation.Gives, operation.Answer);
        else Schema(operation.Answer);
        json.WriteEndObject();
    }

    private void Content(IEnumerable<string> media, string schema)
    {
        json.WriteStartObject("content");
        foreach (var type in media)
        {
            json.WriteStartObject(type);
            Schema(schema);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Schema(string schema)
    {
        json.WriteStartObject("schema");
        if (schema.Length == 0) Plain("string");
        else Reference(schema);
        json.WriteEndObject();
    }

    private void Parameters(IEnumerable<SpecParameter> parameters, SpecOperation? withBodyOf = null)
    {
        json.WriteStartArray("parameters");
        if (withBodyOf is { Body.Length: > 0 } operation) Body(operation);
        foreach (var parameter in parameters)
        {
            if (three || !parameter.Shared)
            {
                Parameter(parameter);
                continue;
            }
            json.WriteStartObject();
            json.WriteString("$ref", $"#/parameters/{parameter.Name}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Body(SpecOperation operation)
    {
        json.WriteStartObject();
        json.WriteString("in", "body");
        json.WriteString("name", "body");
        if (operation.BodyRequired) json.WriteBoolean("required", true);
        Schema(operation.Body);
        json.WriteEndObject();
    }

    private void Parameter(SpecParameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("in", parameter.InPath ? "path" : "query");
        Describe(parameter.Description);
        if (parameter.InPath) json.WriteBoolean("required", true);
        if (three) json.WriteStartObject("schema");
        Plain(parameter.Type);
        json.WriteBoolean("uniqueItems", true);
        if (three) json.WriteEndObject();
        json.WriteEndObject();
    }
}
