using System.Globalization;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Expansion;
using GenGpu.Sweeps.Results;
using GenGpu.Sweeps.Spec;
using GenGpu.Training;
using Microsoft.Data.Sqlite;

namespace GenGpu.Sweeps.Reports;

/// <summary>The results as an SQLite file: tables <c>trials</c> (one column per key), <c>metrics</c> (trial, name, value) and <c>curves</c> (trial, step, name, value).</summary>
internal sealed class SweepDatabase(TrialList list, ResultIndex index, IReadOnlyList<string> keys, IReadOnlyList<SweepTrial> ended)
{
    /// <summary>Makes the file in the temporary folder, on a local disk, for SQLite's locks do not work on every network file system, and copies it to its place as a whole.</summary>
    /// <exception cref="UserErrorException">It cannot be written.</exception>
    public void Write(string path)
    {
        string temporary = Path.Combine(Path.GetTempPath(), $"gengpu-{Guid.NewGuid():N}.sqlite");
        try
        {
            // Without pooling the file is closed when the connection is.
            using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = temporary, Pooling = false }.ToString()))
            {
                connection.Open();
                Fill(connection);
            }

            AtomicFile.Write(path, stream =>
            {
                using FileStream source = File.OpenRead(temporary);
                source.CopyTo(stream);
            });
        }
        catch (SqliteException error)
        {
            throw new UserErrorException($"Cannot make {path}: {error.Message} Check the free space in {Path.GetTempPath()}.", innerException: error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void Fill(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        string columns = string.Concat(keys.Select(key => $", \"{key}\" {Kind(key)}"));
        Execute(connection, $"CREATE TABLE trials (trial INTEGER PRIMARY KEY, id TEXT UNIQUE, state TEXT, stopped TEXT, steps_done INTEGER, parameters INTEGER, core_seconds REAL, host TEXT, shard TEXT, problem TEXT{columns});"
            + "CREATE TABLE metrics (trial INTEGER, name TEXT, value REAL, floor REAL, PRIMARY KEY (trial, name)) WITHOUT ROWID; CREATE TABLE curves (trial INTEGER, step INTEGER, name TEXT, value REAL, PRIMARY KEY (trial, step, name)) WITHOUT ROWID;");
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand trials = Insert(connection, transaction, "trials", 10 + keys.Count);
        using SqliteCommand metrics = Insert(connection, transaction, "metrics", 4);
        using SqliteCommand curves = Insert(connection, transaction, "curves", 4);
        foreach (SweepTrial trial in ended)
        {
            TrialDocument document = index.Document(trial.Id);
            WriterInfo? writer = index.WriterOf(trial.Id);
            Run(trials, [trial.Index, trial.Id, document.State.ToString().ToLowerInvariant(), document.Stopped, document.Steps, document.Parameters, document.Run.CoreSeconds, writer?.Host, writer?.Shard, document.Problem, .. keys.Select(key => Value(list.ValueOf(trial, key)))]);
            foreach (string name in MetricNames.Of(document))
                Run(metrics, [trial.Index, name, MetricNames.Find(document, name), document.Floors is { } floors && floors.TryGetValue(name.Replace(MetricNames.BestPrefix, "", StringComparison.Ordinal), out double floor) ? floor : null]);
            foreach (CurvePoint point in index.Curve(trial.Id))
            {
                Run(curves, [trial.Index, point.Step, "loss", point.Loss]);
                for (int value = 0; value < point.Values.Length; value++)
                    Run(curves, [trial.Index, point.Step, document.CurveMetrics![value], point.Values[value]]);
            }
        }

        transaction.Commit();
    }

    private string Kind(string key) => list.Trials.Take(1000).Select(trial => list.ValueOf(trial, key)).All(value => value is null || value.Value.Number is not null) ? "NUMERIC" : "TEXT";

    private static object? Value(TrialValue? value) => value?.Number is { } number ? number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : number : value?.Text;

    private static SqliteCommand Insert(SqliteConnection connection, SqliteTransaction transaction, string table, int columns)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT OR REPLACE INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(column => string.Create(CultureInfo.InvariantCulture, $"$p{column}")))})";
        for (int column = 0; column < columns; column++)
            command.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"$p{column}"), null));
        return command;
    }

    private static void Run(SqliteCommand command, object?[] values)
    {
        // SQLite has no NaN; a figure that is none is NULL.
        for (int column = 0; column < values.Length; column++)
            command.Parameters[column].Value = values[column] is null or double.NaN ? DBNull.Value : values[column];
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
