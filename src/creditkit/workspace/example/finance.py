"""Annual statements of the invented customers: strong, fair and weak ones that add up."""

from __future__ import annotations

from datetime import date

from creditkit.workspace.example.draw import Draw, rounded

# low and high of each ratio: liabilities ÷ assets, current assets ÷ assets, inventory ÷ current assets,
# cash ÷ current assets, retained earnings ÷ equity, EBIT ÷ sales, interest ÷ liabilities
_RATIOS: dict[str, tuple[tuple[float, float], ...]] = {
    "strong": ((0.30, 0.48), (0.55, 0.68), (0.20, 0.32), (0.18, 0.30), (0.45, 0.70), (0.080, 0.140), (0.008, 0.015)),
    "fair": ((0.50, 0.66), (0.50, 0.62), (0.28, 0.40), (0.09, 0.18), (0.25, 0.45), (0.035, 0.075), (0.015, 0.025)),
    "weak": ((0.76, 0.93), (0.45, 0.56), (0.38, 0.52), (0.02, 0.07), (-0.40, 0.10), (-0.020, 0.015), (0.025, 0.040)),
}


def statement(quality: str, sales: float, when: date, draw: Draw) -> dict[str, object]:
    """One annual statement in whole thousands of its currency; equity = assets − liabilities, and so on."""
    debt, current, stock, cash, kept, margin, interest = (draw.between(low, high) for low, high in _RATIOS[quality])
    assets = sales * draw.between(0.65, 1.1)
    liabilities, current_assets = assets * debt, assets * current
    equity = assets - liabilities
    ebit = sales * margin
    interest_paid = liabilities * interest
    before_tax = ebit - interest_paid
    net = before_tax * (0.75 if before_tax > 0 else 1.0)
    figures = {
        "current_assets": current_assets,
        "inventory": current_assets * stock,
        "cash": current_assets * cash,
        "total_assets": assets,
        "current_liabilities": liabilities * draw.between(0.72, 0.92),
        "total_liabilities": liabilities,
        "retained_earnings": equity * kept,
        "ebit": ebit,
        "sales": sales,
        "intangibles": assets * draw.between(0.01, 0.05),
        "interest_expense": interest_paid,
        "net_income": net,
        "net_income_prior": net * draw.between(0.75, 1.2) if quality != "weak" else abs(net) * draw.between(0.2, 1.1),
        "operating_cash_flow": net + assets * draw.between(-0.02, 0.05),
        "payables": liabilities * draw.between(0.28, 0.48),
    }
    whole: dict[str, object] = {name: rounded(value, 1000) for name, value in figures.items()}
    whole["equity"] = rounded(assets, 1000) - rounded(liabilities, 1000)
    return {"statement_date": when, **whole}
