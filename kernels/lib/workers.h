// How work is shared. The workers of a model are the lanes of its group, or of its groups where several share it (wide form); each takes every
// GG_WORKERS-th cell. A team is up to 16 neighbouring lanes of one group that form the 16 partial sums of the canonical order together.

#define GG_WORKER() (GG_MEMBER() * GG_LANES + GG_LANE())
#define GG_WORKERS (GG_GROUPS * GG_LANES)

#define GG_TEAM (GG_LANES < 16 ? GG_LANES : 16)
#define GG_TEAMS_OF_GROUP (GG_LANES / GG_TEAM)

// Floats that a team exchanges: 16 sums of 16 parts, 17 apart so that neither writers nor readers meet in a memory bank.
#define GG_PARTS 17
#define GG_EXCHANGE (16 * GG_PARTS)

// Cells of a value: one lane (GG_LANE_WIDTH samples) each.
#define GG_COLUMN_CELLS(columns) (((columns) + GG_LANE_WIDTH - 1) / GG_LANE_WIDTH)
#define GG_EACH(rows, columns) for (int gg_cell = GG_WORKER(); gg_cell < (rows) * GG_COLUMN_CELLS(columns); gg_cell += GG_WORKERS)
#define GG_CELL(columns) \
    const int gg_row = gg_cell / GG_COLUMN_CELLS(columns); \
    const int gg_column = (gg_cell - gg_row * GG_COLUMN_CELLS(columns)) * GG_LANE_WIDTH;

// Operands of a cell: a full matrix, one row for all rows, one column for all columns, one number. GG_PUT writes the result.
#define GG_FULL(p, stride) gg_load((p) + gg_row * (stride) + gg_column, (stride) - gg_column)
#define GG_ROW(p, stride) gg_load((p) + gg_column, (stride) - gg_column)
#define GG_COLUMN(p, stride) GG_SPLAT((p)[gg_row * (stride)])
#define GG_ONE(p) GG_SPLAT((p)[0])
#define GG_PUT(p, stride, value) gg_store((p) + gg_row * (stride) + gg_column, (stride) - gg_column, value)
