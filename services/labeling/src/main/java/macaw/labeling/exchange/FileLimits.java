package macaw.labeling.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.rowfiles.FileRow;
import macaw.rowfiles.RowFormat;
import macaw.rowfiles.Value;

/**
 * How much one file may hold; FILE_TOO_LARGE above it. Texts are counted as well as bytes, since a compressed file unfolds.
 *
 * @param bytes of the file
 * @param rows in it
 * @param characters of all its texts together, in UTF-16 units
 */
public record FileLimits(long bytes, long rows, long characters) {
    /** What is taken where nobody sets other limits. */
    public static final FileLimits USUAL = new FileLimits(256L << 20, 100_000, 256L << 20);

    /** Reads the rows of a file within these limits. */
    public void read(RowFormat format, InputStream file, Consumer<FileRow> row) throws IOException {
        format.read(new Bounded(file), new Counted(row));
    }

    private static CodedException tooLarge(String what, long limit) {
        return new CodedException(
                ErrorCode.FILE_TOO_LARGE, "the file has more than " + limit + " " + what + ": send it in parts");
    }

    private final class Counted implements Consumer<FileRow> {
        private final Consumer<FileRow> next;
        private long rowsSeen;
        private long charactersSeen;

        Counted(Consumer<FileRow> next) {
            this.next = next;
        }

        @Override
        public void accept(FileRow row) {
            if (++rowsSeen > rows) {
                throw tooLarge("rows", rows);
            }
            if (row instanceof FileRow.Read read) {
                read.cells().values().forEach(this::count);
            }
            next.accept(row);
        }

        private void count(Value value) {
            switch (value) {
                case Value.Text(String text) -> charactersSeen += text.length();
                case Value.Whole whole -> {}
                case Value.Flag flag -> {}
                case Value.Many(var values) -> values.forEach(this::count);
                case Value.Fields(var values) -> values.values().forEach(this::count);
            }
            if (charactersSeen > characters) {
                throw tooLarge("characters", characters);
            }
        }
    }

    private final class Bounded extends FilterInputStream {
        private long taken;

        Bounded(InputStream file) {
            super(file);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            return next < 0 ? next : (int) counted(1, next);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            return count < 0 ? count : (int) counted(count, count);
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private long counted(int count, long result) {
            taken += count;
            if (taken > bytes) {
                throw tooLarge("bytes", bytes);
            }
            return result;
        }
    }
}
