package macaw.cli.topics;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;

/** Messages of the topics as text for a person. */
final class WireText {
    private WireText() {}

    /** One line of protobuf's text form; what cannot be decoded is said to be so, and what topics.yaml calls bytes is counted. */
    static String of(String message, byte[] bytes) {
        if (message.equals("bytes")) {
            return bytes.length + " bytes";
        }
        try {
            Parser<?> parser = ((Message) Class.forName(message)
                            .getMethod("getDefaultInstance")
                            .invoke(null))
                    .getParserForType();
            return TextFormat.printer().emittingSingleLine(true).printToString((Message) parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException | ReflectiveOperationException e) {
            return bytes.length + " bytes that are no " + message;
        }
    }

    /** What the headers say, for dead letters: the error, and where the record comes from. */
    static String headers(Headers headers) {
        return Stream.of(headers.toArray())
                .map(header -> "  " + header.key() + ": " + new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }
}
