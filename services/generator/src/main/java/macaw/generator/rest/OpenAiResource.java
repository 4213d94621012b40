package macaw.generator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.HttpStatuses;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.Answer;
import macaw.generator.answering.Answering;
import macaw.generator.answering.Piece;
import macaw.generator.answering.Question;
import macaw.generator.policies.PolicyCatalog;
import macaw.records.VersionName;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The routes that OpenAI's clients call. */
@Path("/v1")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class OpenAiResource {
    private final Answering answering;
    private final PolicyCatalog catalog;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final RoutingContext request;

    /**
     * @param request the one that the calling thread answers
     */
    OpenAiResource(
            Answering answering,
            PolicyCatalog catalog,
            ObjectMapper json,
            InstantSource clock,
            RoutingContext request) {
        this.answering = answering;
        this.catalog = catalog;
        this.json = json;
        this.clock = clock;
        this.request = request;
    }

    /** Answers a conversation. */
    @POST
    @Path("/chat/completions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
    public Response chat(
            @RequestBody(content = @Content(schema = @Schema(implementation = OpenAiRequest.class))) String body)
            throws InterruptedException {
        OpenAiRequest asked = parsed(body);
        return answer(asked, OpenAiQuestions.chat(asked), true);
    }

    /** Carries a text on. */
    @POST
    @Path("/completions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
    public Response complete(
            @RequestBody(content = @Content(schema = @Schema(implementation = OpenAiRequest.class))) String body)
            throws InterruptedException {
        OpenAiRequest asked = parsed(body);
        return answer(asked, OpenAiQuestions.completion(asked), false);
    }

    /** The policies that can be asked. */
    @GET
    @Path("/models")
    @RolesAllowed({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
    public OpenAiModels models() {
        return OpenAiModels.of(catalog.list(VersionName.DEFAULT_NAMESPACE));
    }

    @ServerExceptionMapper
    Response failed(CodedException coded) {
        int status = HttpStatuses.of(coded.code());
        Response.ResponseBuilder response =
                Response.status(status).type(MediaType.APPLICATION_JSON).entity(OpenAiError.of(coded));
        return (coded.code().kind().retryable() ? response.header("Retry-After", "1") : response).build();
    }

    private Response answer(OpenAiRequest asked, Question question, boolean chat) throws InterruptedException {
        var shape = OpenAiAnswer.Shape.of(chat, asked, clock.instant().getEpochSecond());
        Answer answer = answering.ask(question);
        cancelWhenGone(answer);
        if (asked.streams()) {
            StreamingOutput stream = out -> stream(answer, shape, asked.wantsUsage(), out);
            return Response.ok(stream, MediaType.SERVER_SENT_EVENTS_TYPE)
                    .header("Cache-Control", "no-store")
                    .build();
        }
        try (answer) {
            return Response.ok(shape.whole(answer, question.samples())).build();
        }
    }

    /** Whoever asked may hang up before there is anything to write, or when everything is written at the end only. */
    private void cancelWhenGone(Answer answer) {
        request.addEndHandler(end -> answer.close());
        if (request.response().closed()) {
            answer.close();
        }
    }

    private void stream(Answer answer, OpenAiAnswer.Shape shape, boolean usage, OutputStream out) throws IOException {
        try (answer) {
            int written = 0;
            for (Optional<Piece> next = answer.next(); next.isPresent(); next = answer.next()) {
                Piece piece = next.get();
                written += piece.drawn().isPresent() ? 1 : 0;
                event(out, json.writeValueAsString(shape.piece(answer, piece)));
            }
            if (usage) {
                event(out, json.writeValueAsString(shape.lastPiece(answer, written)));
            }
            event(out, "[DONE]");
        } catch (CodedException e) {
            // the status has been sent; OpenAI's clients look for this member in a stream
            event(out, json.writeValueAsString(OpenAiError.of(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private OpenAiRequest parsed(String body) {
        try {
            OpenAiRequest asked = json.readValue(body, OpenAiRequest.class);
            if (asked == null) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "the body is null");
            }
            return asked;
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "the body cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
