package macaw.chassis.bodies;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** A route that takes a record gets one: no body at all is the object without fields; {@code null} and what is no text are refused. */
@Provider
public class RecordBodies implements ReaderInterceptor {
    private static final byte[] NO_FIELDS = "{}".getBytes(StandardCharsets.UTF_8);

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (!context.getType().isRecord()) {
            return context.proceed();
        }
        var body = new PushbackInputStream(context.getInputStream());
        int first = body.read();
        if (first < 0) {
            context.setInputStream(new ByteArrayInputStream(NO_FIELDS));
        } else {
            body.unread(first);
            context.setInputStream(body);
        }
        Object read;
        try {
            read = context.proceed();
        } catch (CharConversionException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "the body is no text: " + e.getMessage(), e);
        }
        if (read == null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "the body is null");
        }
        return read;
    }
}
