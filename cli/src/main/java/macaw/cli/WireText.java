package macaw.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;

/** Messages of the topics as text for a person. */
final class WireText {
    private WireText() {}

    /** One line of protobuf's text form; what cannot be decoded is said to be so. */
    static String of(String message, byte[] bytes) {
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
}
