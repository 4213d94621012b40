package macaw.cli.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.rowfiles.CsvRows;
import macaw.rowfiles.FileRow;
import macaw.rowfiles.JsonArrayRows;
import macaw.rowfiles.JsonRows;
import macaw.rowfiles.ParquetRows;
import macaw.rowfiles.RowFormat;

/**
 * A file of rows: JSON lines, one JSON array, CSV or Parquet, all but Parquet gzipped or not. Parquet, gzip and an array are known by how their
 * bytes begin, CSV by its name; all else is JSON lines.
 */
record DataFile(Path path) {
    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOK_AHEAD = 1 << 12;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Refuses what is not there: DATASET_UNKNOWN. */
    DataFile {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, path + " cannot be read");
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /**
     * Hands over each row, those that cannot be read as broken.
     *
     * @throws CodedException FILE_INVALID where nothing more can be read
     */
    void read(Consumer<FileRow> row) {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path));
                InputStream bytes = new BufferedInputStream(
                        startsWith(file, new byte[] {0x1f, (byte) 0x8b}) ? new GZIPInputStream(file) : file)) {
            format(bytes).read(bytes, row);
        } catch (CodedException e) {
            throw new CodedException(e.code(), name() + ": " + e.getMessage(), e);
        } catch (EOFException | ZipException e) {
            throw new CodedException(
                    ErrorCode.FILE_INVALID, name() + ": the gzip ends early or is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private RowFormat format(InputStream bytes) throws IOException {
        if (startsWith(bytes, PARQUET)) {
            return new ParquetRows(Long.MAX_VALUE);
        }
        String name = name().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (name.endsWith(".parquet")) {
            throw new CodedException(ErrorCode.FILE_INVALID, "the file does not begin as Parquet does");
        }
        if (name.endsWith(".csv")) {
            return new CsvRows();
        }
        return firstCharacter(bytes) == '[' ? new JsonArrayRows() : new JsonRows();
    }

    private static boolean startsWith(InputStream bytes, byte[] magic) throws IOException {
        bytes.mark(magic.length);
        byte[] first = bytes.readNBytes(magic.length);
        bytes.reset();
        return Arrays.equals(first, magic);
    }

    /** The first character that is no blank, if it is among the first ones. */
    private static char firstCharacter(InputStream bytes) throws IOException {
        bytes.mark(LOOK_AHEAD);
        String beginning = new String(bytes.readNBytes(LOOK_AHEAD), StandardCharsets.UTF_8);
        bytes.reset();
        String text = beginning.replaceFirst("^" + BYTE_ORDER_MARK, "").stripLeading();
        return text.isEmpty() ? ' ' : text.charAt(0);
    }
}
