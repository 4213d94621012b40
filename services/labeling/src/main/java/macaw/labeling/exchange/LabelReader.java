package macaw.labeling.exchange;

import macaw.rowfiles.Value;

/** Makes labels of the rows of one file. */
interface LabelReader {
    /** Where labels go. */
    interface Taken {
        /** A label that can be recorded. */
        void label(ImportedLabel label);

        /** One that says nothing which could be: it is reported and left out, and the others are recorded. */
        void leftOut(BadRow row);
    }

    /** Reads the next row; CellRefused where it cannot be right, which refuses the file. */
    void row(long number, Cells cells, Taken taken);

    /** After the last row. */
    default void end(Taken taken) {}

    /** What the row is called, for reports; empty where it has no name. */
    default String name(Cells cells) {
        return cells.value("id")
                .filter(id -> id instanceof Value.Text || id instanceof Value.Whole)
                .map(id -> Cells.text("id", id))
                .orElse("");
    }
}
