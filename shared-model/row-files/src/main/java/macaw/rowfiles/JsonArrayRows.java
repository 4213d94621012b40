package macaw.rowfiles;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** One JSON array of objects, read one at a time; a row's number is the line where it begins. */
public final class JsonArrayRows implements RowFormat {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    public void read(InputStream bytes, Consumer<FileRow> row) throws IOException {
        // not closed: the stream is the caller's
        JsonParser parser = MAPPER.createParser(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
        try {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new CodedException(ErrorCode.FILE_INVALID, "the file is no JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                row.accept(row(parser.currentTokenLocation().getLineNr(), parser.readValueAsTree()));
            }
            if (parser.nextToken() != null) {
                throw new CodedException(ErrorCode.FILE_INVALID, "something follows the array");
            }
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.FILE_INVALID,
                    "not JSON in line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
                    e);
        } catch (CharacterCodingException e) {
            throw new CodedException(ErrorCode.FILE_INVALID, "the file is not UTF-8", e);
        }
    }

    private static FileRow row(long number, JsonNode json) {
        if (!json.isObject()) {
            return new FileRow.Broken(number, "", ErrorCode.ROW_INVALID, "no JSON object");
        }
        try {
            return new FileRow.Read(number, JsonValues.fields(json));
        } catch (JsonValues.NullInList e) {
            return new FileRow.Broken(number, "", ErrorCode.ROW_INVALID, String.valueOf(e.getMessage()));
        }
    }
}
