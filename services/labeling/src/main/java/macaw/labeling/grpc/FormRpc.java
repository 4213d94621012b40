package macaw.labeling.grpc;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.labeling.forms.Forms;
import macaw.labeling.forms.NewForm;
import macaw.labeling.forms.Question;
import macaw.labeling.texts.DefaultNamespace;
import macaw.v1.CreateFormRequest;
import macaw.v1.FormRef;
import macaw.v1.FormSchema;
import macaw.v1.FormSchemas;
import macaw.v1.FormServiceGrpc;
import macaw.v1.ListFormsRequest;

/** {@code FormService}. */
@GrpcService
public class FormRpc extends FormServiceGrpc.FormServiceImplBase {
    private final DefaultNamespace namespaces;
    private final Forms forms;

    FormRpc(DefaultNamespace namespaces, Forms forms) {
        this.namespaces = namespaces;
        this.forms = forms;
    }

    @Override
    @AllowedRoles(Roles.OPERATOR)
    public void createForm(CreateFormRequest request, StreamObserver<FormSchema> observer) {
        Reply.one(observer, () -> {
            List<Question> questions = new ArrayList<>();
            for (macaw.v1.Question question : request.getQuestionsList()) {
                questions.add(DeskDecoding.question("questions[" + questions.size() + "]", question));
            }
            return Encoding.form(
                    forms.create(namespaces.or(request.getNamespace()), new NewForm(request.getName(), questions)));
        });
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public void getForm(FormRef request, StreamObserver<FormSchema> observer) {
        Reply.one(
                observer, () -> Encoding.form(forms.get(namespaces.or(request.getNamespace()), request.getVersion())));
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR})
    public void listForms(ListFormsRequest request, StreamObserver<FormSchemas> observer) {
        Reply.one(observer, () -> {
            var answer = FormSchemas.newBuilder();
            forms.list(namespaces.or(request.getNamespace())).forEach(form -> answer.addForms(Encoding.form(form)));
            return answer.build();
        });
    }
}
