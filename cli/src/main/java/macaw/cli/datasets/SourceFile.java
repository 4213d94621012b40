package macaw.cli.datasets;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Goes through a file of JSON objects, gzipped or not, and keeps what was refused apart from what was read. */
final class SourceFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader LINE = JSON.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** What a data set's reader makes of one object. */
    interface RowReader {
        /** What the row is called in messages; empty when its line says enough. */
        String id(JsonNode object, int index);

        /** The rows of one object. */
        List<? extends Row> rows(JsonNode object);
    }

    private final Path file;
    private final RowReader reader;
    private final List<Row> rows = new ArrayList<>();
    private final List<Conversion.Refusal> refused = new ArrayList<>();
    private int index;

    private SourceFile(Path file, RowReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** One object a line; a line that is not JSON is refused like any other row. */
    static Conversion lines(Path file, RowReader reader) {
        SourceFile source = new SourceFile(file, reader);
        long number = 0;
        try (BufferedReader lines = new BufferedReader(open(file))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    source.line(line, number);
                }
            }
        } catch (IOException e) {
            throw source.unreadable(number + 1, e);
        }
        return new Conversion(source.rows, source.refused);
    }

    /** One array of objects. */
    static Conversion array(Path file, RowReader reader) {
        SourceFile source = new SourceFile(file, reader);
        long line = 1;
        try (JsonParser parser = JSON.createParser(open(file))) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new CodedException(ErrorCode.ROW_INVALID, file.getFileName() + ":1: not a JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                line = parser.currentTokenLocation().getLineNr();
                JsonNode object = parser.readValueAsTree();
                source.object(object, line);
            }
        } catch (IOException e) {
            throw source.unreadable(line, e);
        }
        return new Conversion(source.rows, source.refused);
    }

    /** The text of a field, without blanks around it. */
    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new RowRefused("\"" + field + "\" is " + (value.isMissingNode() ? "missing" : "not a text"));
        }
        return value.textValue().strip();
    }

    private void line(String line, long number) {
        try {
            object(LINE.readTree(line), number);
        } catch (JsonProcessingException e) {
            refused.add(new Conversion.Refusal(name(), number, "", "not JSON: " + e.getOriginalMessage()));
            index++;
        }
    }

    private void object(JsonNode object, long line) {
        try {
            if (!object.isObject()) {
                throw new RowRefused("not a JSON object");
            }
            rows.addAll(reader.rows(object));
        } catch (RowRefused e) {
            refused.add(new Conversion.Refusal(name(), line, reader.id(object, index), String.valueOf(e.getMessage())));
        }
        index++;
    }

    private String name() {
        return file.getFileName().toString();
    }

    private CodedException unreadable(long line, IOException e) {
        String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
        return new CodedException(
                ErrorCode.ROW_INVALID, name() + ":" + line + ": the file cannot be read on: " + reason, e);
    }

    private static Reader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        bytes.mark(2);
        boolean gzipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return new InputStreamReader(
                gzipped ? new GZIPInputStream(bytes) : bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }
}
