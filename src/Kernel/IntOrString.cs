using System.Globalization;

namespace Timonier.Kernel;

/// <summary>A number, or a text such as "25%" or the name of a port.</summary>
public readonly record struct IntOrString
{
    private readonly string? text;

    public IntOrString(int number) => Number = number;

    public IntOrString(string text) => this.text = text;

    public bool IsText => text is not null;

    /// <summary>The number; 0 for a text.</summary>
    public int Number { get; }

    /// <summary>The text as it is, or the number in digits.</summary>
    public string Text => text ?? Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether it is a text of digits followed by a percent sign.</summary>
    public bool IsPercent => TryPercent(out _);

    /// <summary>The number itself, or that percentage of <paramref name="total"/>; false for any other text.</summary>
    public bool TryScale(int total, bool roundUp, out int scaled)
    {
        if (!IsText)
        {
            scaled = Number;
            return true;
        }
        if (!TryPercent(out var percent))
        {
            scaled = 0;
            return false;
        }
        var product = (double)percent * total / 100;
        scaled = (int)Math.Clamp(roundUp ? Math.Ceiling(product) : Math.Floor(product), int.MinValue, int.MaxValue);
        return true;
    }

    /// <summary>As <see cref="TryScale"/>, with <paramref name="otherwise"/> for a text that is no percentage.</summary>
    public int Scale(int total, bool roundUp, int otherwise = 0) => TryScale(total, roundUp, out var scaled) ? scaled : otherwise;

    public static implicit operator IntOrString(int number) => new(number);
    public static implicit operator IntOrString(string text) => new(text);

    public override string ToString() => Text;

    private bool TryPercent(out int percent)
    {
        percent = 0;
        return text is [.., '%'] && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out percent);
    }
}
