using Timonier.Cel.Bench;

var table = new ResultTable();
CelMeasures.Run(table);
table.Print();
