namespace Timonier.Kernel;

public enum LabelOperator : byte { Equals, NotEquals, In, NotIn, Exists, DoesNotExist, GreaterThan, LessThan }
