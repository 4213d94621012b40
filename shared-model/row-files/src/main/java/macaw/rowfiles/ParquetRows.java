package macaw.rowfiles;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Parquet as pandas, pyarrow and Hugging Face datasets write it: uncompressed, snappy, gzip or zstd. The format is read from its end, so the
 * file is laid on disk first and removed afterwards.
 */
public final class ParquetRows implements RowFormat {
    private static final int READER_THREADS = 1;

    private final long mostUnfolded;

    /** @param mostUnfolded bytes that the file may say it has when it is unfolded; FILE_TOO_LARGE above them */
    public ParquetRows(long mostUnfolded) {
        this.mostUnfolded = mostUnfolded;
    }

    @Override
    public void read(InputStream bytes, Consumer<FileRow> row) throws IOException {
        Path file = Files.createTempFile("macaw-rows", ".parquet");
        try {
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
            rows(file, row);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void rows(Path file, Consumer<FileRow> row) {
        try (HardwoodContext threads = HardwoodContext.create(READER_THREADS);
                ParquetFileReader parquet = ParquetFileReader.open(InputFile.of(file), threads)) {
            long unfolded = parquet.getFileMetaData().rowGroups().stream()
                    .mapToLong(RowGroup::totalByteSize)
                    .sum();
            if (unfolded > mostUnfolded) {
                throw new CodedException(
                        ErrorCode.FILE_TOO_LARGE,
                        "the file unfolds to " + unfolded + " bytes, more than " + mostUnfolded + ": send it in parts");
            }
            try (RowReader reader = parquet.rowReader()) {
                for (long number = 1; reader.hasNext(); number++) {
                    reader.next();
                    row.accept(row(number, reader));
                }
            }
        } catch (CodedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // with its own and the JDK's exceptions the library says that the bytes are not what the format promises
            throw new CodedException(
                    ErrorCode.FILE_INVALID,
                    "the file is not Parquet that can be read: "
                            + String.valueOf(e.getMessage())
                                    .replace(file.getFileName().toString(), "file"),
                    e);
        }
    }

    private static FileRow row(long number, StructAccessor row) {
        try {
            return new FileRow.Read(number, fields(row));
        } catch (Unreadable e) {
            return new FileRow.Broken(number, e.field, e.code, e.field + " " + e.getMessage());
        }
    }

    private static Map<String, Value> fields(StructAccessor row) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            if (!row.isNull(i)) {
                String name = row.getFieldName(i);
                fields.put(name, value(name, row.getValue(i), row.getRawValue(i)));
            }
        }
        return fields;
    }

    private static Value value(String field, Object value, Object raw) {
        return switch (value) {
            // the library decodes leniently; its raw bytes tell broken text from whole
            case String text when raw instanceof byte[] bytes -> new Value.Text(strict(field, bytes));
            case String text -> new Value.Text(text);
            case byte[] bytes -> new Value.Text(strict(field, bytes));
            case Boolean flag -> new Value.Flag(flag);
            case Integer number -> new Value.Whole(number);
            case Long number -> new Value.Whole(number);
            case PqStruct struct -> new Value.Fields(fields(struct));
            case PqList list -> {
                List<Value> values = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    if (list.isNull(i)) {
                        throw new Unreadable(field, ErrorCode.ROW_INVALID, "has a null in its list");
                    }
                    values.add(value(field, list.get(i), list.getRaw(i)));
                }
                yield new Value.Many(values);
            }
            default -> new Value.Text(value.toString());
        };
    }

    private static String strict(String field, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable(field, ErrorCode.TEXT_INVALID, "is not UTF-8");
        }
    }

    /** A cell that its row cannot be read with. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String field;
        private final ErrorCode code;

        Unreadable(String field, ErrorCode code, String detail) {
            super(detail, null, false, false);
            this.field = field;
            this.code = code;
        }
    }
}
