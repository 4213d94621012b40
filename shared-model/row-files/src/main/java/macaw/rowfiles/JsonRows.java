package macaw.rowfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import macaw.errors.ErrorCode;

/** One JSON object a line, UTF-8, with or without a byte order mark; blank lines say nothing. */
public final class JsonRows implements RowFormat {
    private static final int LONGEST_LINE = 16 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    @Override
    public void read(InputStream bytes, Consumer<FileRow> row) throws IOException {
        var in = new BufferedInputStream(bytes);
        var line = new ByteArrayOutputStream();
        long number = 1;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                // one more than the longest is enough to know that it is too long
                if (line.size() <= LONGEST_LINE) {
                    line.write(next);
                }
                continue;
            }
            line(number, line, row);
            number++;
        }
        line(number, line, row);
    }

    private static void line(long number, ByteArrayOutputStream line, Consumer<FileRow> row) {
        if (line.size() > LONGEST_LINE) {
            row.accept(new FileRow.Broken(
                    number, "", ErrorCode.TEXT_TOO_LONG, "the line has more than " + LONGEST_LINE + " bytes"));
        } else {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(line.toByteArray()))
                        .toString();
                object(
                        number,
                        number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text,
                        row);
            } catch (CharacterCodingException e) {
                row.accept(new FileRow.Broken(number, "", ErrorCode.TEXT_INVALID, "the line is not UTF-8"));
            }
        }
        line.reset();
    }

    private static void object(long number, String line, Consumer<FileRow> row) {
        if (line.isBlank()) {
            return;
        }
        FileRow read;
        try {
            JsonNode json = READER.readValue(line);
            read = json.isObject()
                    ? new FileRow.Read(number, JsonValues.fields(json))
                    : broken(number, "the line is JSON, but no object");
        } catch (JsonProcessingException e) {
            read = broken(number, "not JSON: " + e.getOriginalMessage());
        } catch (JsonValues.NullInList e) {
            read = broken(number, String.valueOf(e.getMessage()));
        }
        row.accept(read);
    }

    private static FileRow broken(long number, String detail) {
        return new FileRow.Broken(number, "", ErrorCode.ROW_INVALID, detail);
    }
}
