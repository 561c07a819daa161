import { createAsyncStore, query, useNavigate, useParams } from "@solidjs/router";
import { acceptInvitation, previewInvitation, type NewAccount } from "../../api/accounts";
import { pageTitle } from "../../lib/pageTitle";
import { RegisterForm } from "./AccountForm";
import { LinkFrame } from "./LinkFrame";
import { offerOf } from "./linkState";

const invitationQuery = query((token: string) => offerOf(previewInvitation(token)), "invitation");

/** The page behind an invitation link: the form of a new account. */
export default function InvitePage() {
  const params = useParams<{ token: string }>();
  const navigate = useNavigate();
  const invitation = createAsyncStore(() => invitationQuery(params.token));
  pageTitle(() => "Invitation");

  const preview = () => {
    const offer = invitation.latest;
    return offer === "over" ? null : offer;
  };
  const text = () => {
    const from = preview()?.invitedBy;
    return from ? `${from} shares films and shows with you.` : "Films, shows and games, shared.";
  };

  const accept = async (account: NewAccount) => {
    await acceptInvitation(params.token, account);
    navigate("/app/dashboard", { replace: true });
  };

  return (
    <LinkFrame
      title="You are invited"
      text={text()}
      isWaiting={invitation.latest === undefined}
      isOver={invitation.latest === "over"}
    >
      <RegisterForm onSend={(account) => accept(account)} />
    </LinkFrame>
  );
}
