package macaw.labeling.drafts.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.drafts.DraftContent;
import org.jspecify.annotations.Nullable;

/** Drafts from JSON; anything but an object is REQUEST_INVALID. */
public final class DraftJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DraftJson() {}

    /** The draft of a JSON text; REQUEST_INVALID, TEXT_TOO_LONG. */
    public static DraftContent read(String json) {
        try {
            return of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "content must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The draft of what was read already; REQUEST_INVALID, TEXT_TOO_LONG. */
    public static DraftContent of(@Nullable JsonNode content) {
        if (content == null || !content.isObject()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "content must be a JSON object");
        }
        try {
            return DraftContent.of(MAPPER.writeValueAsString(content));
        } catch (JsonProcessingException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "content must be JSON: " + e.getOriginalMessage(), e);
        }
    }
}
